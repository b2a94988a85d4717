// A PostgreSQL server of a test's own, from Debian's package: a cluster in a temporary folder, reached by a socket in
// it.
//
//   if (const std::string why = PrivatePostgres::Missing(); !why.empty()) GTEST_SKIP() << why;
//   PrivatePostgres server;
//   KnowledgeBase::Open(server.Url("geo"), {}, OpenMode::kCreate);
//
// A server does not run as root, so root's tests start it as the user postgres or nobody. It runs with fsync, as a real
// one does, and is gone with all its files when the object goes.
// Errors: what fails to start fails the test, with the end of the server's log.
// Threads: one thread.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"

namespace lethe::testing {

class PrivatePostgres {
 public:
  // Why there can be none; empty where there can.
  static std::string Missing();

  // `settings` as on the server's command line: {"max_connections=5"}.
  explicit PrivatePostgres(std::vector<std::string> settings = {});
  ~PrivatePostgres();
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;

  // The address of a store in this schema; `more` is put behind it: "&pool_size=1".
  std::string Url(const std::string& schema, const std::string& more = "") const;

  // Statements that it was asked to run so far. Needs the setting log_statement=all.
  size_t Statements() const;

  // SIGKILL to the server and all its processes: what is not on the disk is gone.
  void Kill();
  // SIGINT: it breaks off what runs, and writes out what it has.
  void Stop();
  // After Kill or Stop; returns when it answers.
  void Start();

 private:
  std::string Log() const;
  bool Answers() const;
  void StopWith(int signal);

  TemporaryFolder folder_;
  std::vector<std::string> settings_;
  int pid_ = -1;
};

// The address of a store in a server that several tests share, for `schema`: the one that LETHE_TEST_POSTGRES names
// (tests/support/with_servers.sh starts it), else a private one of this process. Empty where there can be none; `why`
// says why.
std::string SharedPostgresUrl(const std::string& schema, std::string& why);
// The same for a PGlite with pgvector: LETHE_TEST_PGLITE, else one that node runs from tests/support/pglite.
std::string PgliteUrl(const std::string& schema, std::string& why);

}  // namespace lethe::testing

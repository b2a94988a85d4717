// One connection to PostgreSQL: statements prepared at their first use,
// failures sorted by what helps.
//
// A session is set up for the store: its schema first in the search path,
// UTF-8, commits that wait for the disk, waits for locks that end. Errors:
// PgError, whose code says what is wrong and whose failure() says whether
// another try can help. Threads: one thread at a time. Source:
// https://www.postgresql.org/docs/15/libpq.html, error codes in Appendix A.
#pragma once

#include <string>
#include <unordered_set>

#include "base/error.h"
#include "retriever/stores/postgres/pg_values.h"
#include "retriever/stores/store_url.h"

struct pg_conn;  // libpq's PGconn

namespace lethe {

enum class PgFailure {
  kFinal,  // trying again fails again
  kRetry,  // rolled back for the sake of another transaction; the same again may
           // pass
  kLost,   // the connection is gone, and whether a commit under way counts is
           // unknown
};

class PgError : public Error {
 public:
  PgError(Code code, const std::string& message, PgFailure failure, std::string state)
      : Error(code, message), failure_(failure), state_(std::move(state)) {}
  PgFailure failure() const { return failure_; }
  const std::string& state() const { return state_; }  // SQLSTATE, empty where there is none

 private:
  PgFailure failure_;
  std::string state_;
};

// Text that is prepared once a connection, under a name of its own.
struct PgStatement {
  const char* name;
  const char* sql;
};

class PgConnection {
 public:
  PgConnection(const PostgresAddress& address, bool read_only);
  ~PgConnection();
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  PgResult Run(const PgStatement& statement, const PgParams& params = {});
  // One statement or several that are not prepared; the rows of the last one,
  // as text.
  PgResult Execute(const std::string& sql);
  // False when the other side is known to be gone.
  bool alive() const;
  int server_version() const;  // 150004
  int process_id() const;      // of the server's process

 private:
  void SetUp(const PostgresAddress& address, bool read_only);
  PgResult RunPrepared(const PgStatement& statement, const PgParams& params);
  PgResult Check(pg_result* result, const char* what) const;
  [[noreturn]] void ThrowLast(const char* what) const;

  pg_conn* connection_ = nullptr;
  std::string shown_;
  std::unordered_set<const char*> prepared_;
};

}  // namespace lethe

// Connections to one database, and work on them that is tried again when a
// connection or a race is lost.
//
// Promise: work that failed for a passing reason (serialization, deadlock,
// connection loss, server starting) is tried again on a healthy connection,
// with growing pauses, for `retry` seconds of the address; what failed for good
// throws at once. At most `pool_size` connections are open; they are opened
// when they are first needed. Errors: kResourceExhausted when no connection
// becomes free within `pool_wait`; those of PgError. Threads: all functions,
// any thread. Work must not ask the same pool for a second connection: with all
// of them taken by such work, nobody would go on.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "retriever/stores/postgres/pg_connection.h"

namespace lethe {

class PgPool {
 public:
  using Work = std::function<void(PgConnection& connection)>;

  PgPool(PostgresAddress address, bool read_only);
  ~PgPool();

  // Work that may be done twice without harm: reads, or what is safe to repeat.
  void Run(const Work& work);
  // Reads that belong together: all of them see the moment of the first.
  void Read(const Work& work);
  // One transaction. Where the connection was lost during the commit,
  // `committed` looks whether it counts before the work is done again; without
  // it the work must bear repetition.
  void Transact(const Work& work, const std::function<bool(PgConnection&)>& committed = nullptr);

  // What Run does, for an attempt that sees to its connection itself.
  void Repeat(const std::function<void()>& attempt);

  const PostgresAddress& address() const { return address_; }
  bool read_only() const { return read_only_; }
  size_t open() const;  // connections

 private:
  class Lease;

  std::unique_ptr<PgConnection> Take();
  void GiveBack(std::unique_ptr<PgConnection> connection);

  PostgresAddress address_;
  bool read_only_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<PgConnection>> idle_;
  size_t open_ = 0;        // idle and taken
  bool was_open_ = false;  // a connection stood once: the address is right
};

}  // namespace lethe

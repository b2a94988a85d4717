// Versions that somebody reads: kept from being dropped by a compaction, in
// this process and in every other.
//
// A pin is a shared advisory lock of its session on the version's number, which
// PostgreSQL lets go when the session ends, however it ends. A compaction first
// writes the `horizon` (the oldest version that may still be pinned: the
// newest), then looks which versions are locked, and drops only what ended
// before all of them. Whoever pins locks first and looks at the horizon then;
// when his version lies below it he takes the newest anew. So either the
// compaction sees the lock or the reader sees the horizon.
//
// Promise: as long as a PgVersion lives, a read of its version finds all its
// rows. A lost session is replaced at the next pin; what a compaction dropped
// in between makes lost() true. Errors: kUnavailable where the server cannot be
// reached. Threads: all functions, any thread. A PgVersion may be let go from
// any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "retriever/stores/postgres/pg_pool.h"

namespace lethe {

class PgPins;

// A version and what its searches need to know.
class PgVersion {
 public:
  PgVersion(std::shared_ptr<PgPins> pins, uint64_t version, uint64_t end_doc, uint64_t facts, uint64_t terms)
      : version(version), end_doc(end_doc), facts(facts), terms(terms), pins_(std::move(pins)) {}
  ~PgVersion();
  PgVersion(const PgVersion&) = delete;
  PgVersion& operator=(const PgVersion&) = delete;
  bool lost() const;

  const uint64_t version;
  const uint64_t end_doc;  // documents of the version lie below
  const uint64_t facts;
  const uint64_t terms;

 private:
  std::shared_ptr<PgPins> pins_;
};

class PgPins : public std::enable_shared_from_this<PgPins> {
 public:
  explicit PgPins(std::shared_ptr<PgPool> pool);

  // The newest version.
  std::shared_ptr<const PgVersion> Pin();

  // The lock of whoever compacts; false where somebody else has it.
  bool TryLockCompaction();
  void UnlockCompaction();
  // The oldest version that any process has pinned, `newest` where there is
  // none older.
  uint64_t OldestPinned(uint64_t newest);

 private:
  friend class PgVersion;
  using Work = std::function<void(PgConnection&)>;

  // Works on the session that holds the locks: one of its own, or the pool's
  // only one.
  void InSession(const Work& work);
  void Relock(PgConnection& connection);
  std::shared_ptr<const PgVersion> Lock(PgConnection& connection);
  void Release(uint64_t version);

  std::shared_ptr<PgPool> pool_;
  uint64_t lock_class_;
  std::mutex session_mutex_;               // guards session_ and its process id
  std::unique_ptr<PgConnection> session_;  // unless the pool has one connection only
  int session_process_ = 0;                // of the server, that holds the locks
  mutable std::mutex held_mutex_;          // guards the rest
  std::map<uint64_t, size_t> held_;        // version -> locks
  std::weak_ptr<const PgVersion> current_;
  uint64_t lost_below_ = 0;
};

}  // namespace lethe

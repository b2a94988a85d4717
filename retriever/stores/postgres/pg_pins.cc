#include "retriever/stores/postgres/pg_pins.h"

#include <algorithm>

#include "base/text.h"

namespace lethe {
namespace {

constexpr uint64_t kLockNumbers = uint64_t{1} << 31;  // advisory locks are pairs of 32-bit numbers
constexpr int kMostPinTries = 100;

constexpr PgStatement kNewest = {"read the newest version", R"sql(
SELECT version FROM versions ORDER BY version DESC LIMIT 1)sql"};
constexpr PgStatement kLockNewest = {"pin the newest version", R"sql(
SELECT version, end_doc, facts, terms, pg_advisory_lock_shared($1::int, (version % $2)::int)
FROM (SELECT version, end_doc, facts, terms FROM versions ORDER BY version DESC LIMIT 1) newest)sql"};
constexpr PgStatement kLockVersion = {"pin a version", "SELECT pg_advisory_lock_shared($1::int, $2::int)"};
constexpr PgStatement kUnlockVersion = {"unpin a version", "SELECT pg_advisory_unlock_shared($1::int, $2::int)"};
constexpr PgStatement kHorizon = {"read the horizon", "SELECT horizon FROM state"};
constexpr PgStatement kOldest = {"find pinned versions", R"sql(
SELECT coalesce(min(objid::bigint), $2) FROM pg_locks
WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid::bigint = $1 AND objsubid = 2 AND mode = 'ShareLock')sql"};
constexpr PgStatement kTryCompact = {"begin to compact", "SELECT pg_try_advisory_lock(($1 + 1)::int, 0)"};
constexpr PgStatement kEndCompact = {"end compacting", "SELECT pg_advisory_unlock(($1 + 1)::int, 0)"};

uint64_t LockNumber(uint64_t version) {
  return version % kLockNumbers;
}

}  // namespace

PgVersion::~PgVersion() {
  pins_->Release(version);
}

bool PgVersion::lost() const {
  const std::lock_guard lock(pins_->held_mutex_);
  return version < pins_->lost_below_;
}

// An even class for versions and the odd one behind it for compactions.
PgPins::PgPins(std::shared_ptr<PgPool> pool)
    : pool_(std::move(pool)),
      lock_class_(StableHash("lethe store " + pool_->address().schema) % (kLockNumbers / 2) * 2) {}

void PgPins::InSession(const Work& work) {
  const std::lock_guard lock(session_mutex_);
  const auto run = [&](PgConnection& connection) {
    if (session_process_ != connection.process_id()) {
      Relock(connection);
      session_process_ = connection.process_id();
    }
    work(connection);
  };
  if (pool_->address().pool_size == 1) return pool_->Run(run);
  // The pool's loop tries again and waits between; the session is ours.
  pool_->Repeat([&] {
    if (session_ == nullptr || !session_->alive()) {
      session_ = nullptr;
      session_ = std::make_unique<PgConnection>(pool_->address(), pool_->read_only());
    }
    run(*session_);
  });
}

// The session before this one took its locks along.
void PgPins::Relock(PgConnection& connection) {
  std::map<uint64_t, size_t> held;
  {
    const std::lock_guard lock(held_mutex_);
    held = held_;
  }
  for (const auto& [version, locks] : held) {
    for (size_t i = 0; i < locks; ++i) {
      connection.Run(kLockVersion, PgParams().Int(lock_class_).Int(LockNumber(version)));
    }
  }
  if (held.empty()) return;
  const uint64_t horizon = connection.Run(kHorizon).Int(0, 0);
  const std::lock_guard lock(held_mutex_);
  if (session_process_ != 0) lost_below_ = std::max(lost_below_, horizon);
}

std::shared_ptr<const PgVersion> PgPins::Pin() {
  std::shared_ptr<const PgVersion> current;  // let go without the mutex: its end takes it
  {
    const std::lock_guard lock(held_mutex_);
    current = current_.lock();
  }
  if (current != nullptr) {
    uint64_t newest = 0;
    pool_->Run([&](PgConnection& connection) { newest = connection.Run(kNewest).Int(0, 0); });
    const std::lock_guard lock(held_mutex_);
    if (current->version == newest && newest >= lost_below_) return current;
  }
  std::shared_ptr<const PgVersion> pinned;
  InSession([&](PgConnection& connection) { pinned = Lock(connection); });
  const std::lock_guard lock(held_mutex_);
  current_ = pinned;
  return pinned;
}

std::shared_ptr<const PgVersion> PgPins::Lock(PgConnection& connection) {
  for (int tried = 0; tried < kMostPinTries; ++tried) {
    const PgResult row = connection.Run(kLockNewest, PgParams().Int(lock_class_).Int(kLockNumbers));
    const uint64_t version = row.Int(0, 0);
    if (connection.Run(kHorizon).Int(0, 0) <= version) {
      const std::lock_guard lock(held_mutex_);
      ++held_[version];
      return std::make_shared<const PgVersion>(shared_from_this(), version, row.Int(0, 1), row.Int(0, 2),
                                               row.Int(0, 3));
    }
    connection.Run(kUnlockVersion, PgParams().Int(lock_class_).Int(LockNumber(version)));
  }
  throw Error(Code::kUnavailable, StrCat(pool_->address().shown, ": compactions overtook every try to pin a version"));
}

// A destructor calls this: what fails here fails because the session is gone,
// and its locks with it.
void PgPins::Release(uint64_t version) {
  try {
    const std::lock_guard lock(session_mutex_);
    {
      const std::lock_guard counting(held_mutex_);
      const auto held = held_.find(version);
      if (--held->second == 0) held_.erase(held);
    }
    const auto unlock = [&](PgConnection& connection) {
      if (connection.process_id() != session_process_) return;
      connection.Run(kUnlockVersion, PgParams().Int(lock_class_).Int(LockNumber(version)));
    };
    if (pool_->address().pool_size == 1) return pool_->Run(unlock);
    if (session_ != nullptr && session_->alive()) unlock(*session_);
  } catch (const std::exception&) {
  }
}

bool PgPins::TryLockCompaction() {
  bool locked = false;
  InSession([&](PgConnection& connection) {
    locked = connection.Run(kTryCompact, PgParams().Int(lock_class_)).Int(0, 0) == 1;
  });
  return locked;
}

void PgPins::UnlockCompaction() {
  InSession([&](PgConnection& connection) { connection.Run(kEndCompact, PgParams().Int(lock_class_)); });
}

uint64_t PgPins::OldestPinned(uint64_t newest) {
  uint64_t oldest = newest;
  InSession([&](PgConnection& connection) {
    const PgResult found = connection.Run(kOldest, PgParams().Int(lock_class_).Int(newest));
    oldest = std::min(newest, found.Int(0, 0));
  });
  return oldest;
}

}  // namespace lethe

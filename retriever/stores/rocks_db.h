// RocksDB as this room uses it: one database, a fixed set of column families, statuses turned into lethe::Error.
//
// Promise: Write returns when the batch is in the write-ahead log on the disk (fsync). A second writer is refused. A
// write that failed for want of space leaves the database usable: a later one goes on where there is space again.
// Errors: kUnavailable (another process has it open for writing), kDataLoss (damage, with RocksDB's words and the
// folder), kResourceExhausted (disk full), kPermissionDenied; each with what to do about it.
// Threads: all functions, any thread.
#pragma once

#include <atomic>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class FileLock;
struct Options;
class Snapshot;
class WriteBatch;
}  // namespace rocksdb

namespace lethe {

enum class OpenMode {
  kRead,    // beside a writer in another process; sees the store as it is now
  kWrite,   // the only writer of a store that exists
  kCreate,  // the only writer; makes the store when there is none
};

// Column families and their records. DOC is the document number, 8 bytes, big endian, so that documents sort by number.
enum class Family {
  kManifest,    // "state" -> StoreState; "fingerprint" -> text; "segment/" DOC -> SegmentRecord; "undo_from" -> version
  kFacts,       // DOC -> v1::Fact
  kIds,         // id -> DOC
  kKeys,        // subject key, NUL, relation key, NUL, DOC -> nothing
  kAliases,     // alias key, NUL, subject key, NUL, DOC -> nothing
  kSources,     // hash of the source, NUL, DOC -> nothing
  kPostings,    // term, NUL, chunk -> blocks of retriever/lexical/postings.h, joined by merge
  kVectors,     // DOC -> retriever/stores/vector_record.h: float32 numbers, where most are zero a bitmap and the others
  kTombstones,  // DOC -> version that no longer has it
  kHistory,     // version -> VersionRecord; version, DOC -> bytes of a fact that the version removed
  kDeletions,   // hash of the id, DOC -> DeletionRecord
};

class RocksDb {
 public:
  // `env` is how files are reached, the system's where it is null; it must outlive the database.
  static std::shared_ptr<RocksDb> Open(const Path& dir, OpenMode mode, rocksdb::Env* env = nullptr);
  ~RocksDb();
  RocksDb(const RocksDb&) = delete;
  RocksDb& operator=(const RocksDb&) = delete;

  rocksdb::ColumnFamilyHandle* family(Family family) const { return families_[static_cast<size_t>(family)]; }
  void Write(rocksdb::WriteBatch& batch);
  // Writes out what is in memory and the log, and rewrites every file, so that nothing deleted is left in any of them.
  void CompactAll();
  // A copy of the database that shares its files by hard links; `dir` must not exist.
  void Checkpoint(const Path& dir) const;

  // A null snapshot reads the newest state. A family that the store does not have yet is empty.
  std::optional<std::string> Get(Family family, std::string_view key, const rocksdb::Snapshot* snapshot) const;
  std::vector<std::optional<std::string>> GetAll(Family family, const std::vector<std::string>& keys,
                                                 const rocksdb::Snapshot* snapshot) const;
  // Visits the records whose key starts with `prefix`, from `start` on when given, in key order, until `visit` returns
  // false.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  void Scan(Family family, std::string_view prefix, const rocksdb::Snapshot* snapshot, const Visit& visit,
            std::string_view start = {}) const;

  const rocksdb::Snapshot* TakeSnapshot() const;
  void ReleaseSnapshot(const rocksdb::Snapshot* snapshot) const;

 private:
  RocksDb() = default;
  void FlushLargeLog();
  void GoOn();

  Path dir_;
  OpenMode mode_ = OpenMode::kRead;
  std::atomic<bool> stopped_ = false;  // by a write that failed
  std::unique_ptr<rocksdb::DB> db_;
  // A reader of a small store has all of it in memory and no file open; this one tells that it still knows the facts
  // (receipts/open_processes.h).
  std::ifstream held_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  rocksdb::ColumnFamilyHandle* default_family_ = nullptr;
};

// Keeps writers out of a database that is not open here, while its folder is copied or exchanged.
// Errors: kUnavailable when it is open for writing, here or elsewhere; kDataLoss where there is no database;
// kPermissionDenied.
class DatabaseLock {
 public:
  explicit DatabaseLock(const Path& dir);
  ~DatabaseLock();
  DatabaseLock(const DatabaseLock&) = delete;
  DatabaseLock& operator=(const DatabaseLock&) = delete;

 private:
  rocksdb::FileLock* lock_ = nullptr;
};

// With what a table file is read on its own.
rocksdb::Options TableOptions();

// Big endian, so that numbers sort as bytes do.
std::string DocKey(uint64_t doc);
// From the last 8 bytes of a key.
uint64_t DocOfKey(std::string_view key);

}  // namespace lethe

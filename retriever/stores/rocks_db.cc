#include "retriever/stores/rocks_db.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <rocksdb/transaction_log.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <thread>

#include "base/error.h"
#include "retriever/stores/rocks_manifest.h"

namespace lethe {
namespace {

constexpr std::array<const char*, 11> kFamilyNames = {"manifest",   "facts",   "ids",      "keys",
                                                      "aliases",    "sources", "postings", "vectors",
                                                      "tombstones", "history", "deletions"};
constexpr size_t kBlockCacheBytes = size_t{128} << 20;
constexpr size_t kDocBytes = 8;

// Blocks of postings are joined by writing one behind the other, however many there are, in one copy.
class JoinPostings : public rocksdb::MergeOperator {
 public:
  const char* Name() const override { return "lethe.JoinPostings"; }
  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    out->new_value.clear();  // an iterator hands in the value of the key before
    if (in.existing_value != nullptr) out->new_value.append(in.existing_value->data(), in.existing_value->size());
    for (const rocksdb::Slice& block : in.operand_list) out->new_value.append(block.data(), block.size());
    return true;
  }
  bool PartialMergeMulti(const rocksdb::Slice&, const std::deque<rocksdb::Slice>& blocks, std::string* joined,
                         rocksdb::Logger*) const override {
    joined->clear();
    for (const rocksdb::Slice& block : blocks) joined->append(block.data(), block.size());
    return true;
  }
};

// A key's prefix goes up to its first NUL: what look-ups by subject, alias, source and term share.
class UntilNul : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "lethe.UntilNul"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.ToStringView().find('\0') + 1};
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    return key.ToStringView().find('\0') != std::string_view::npos;
  }
};

bool HasPrefixes(Family family) {
  return family == Family::kKeys || family == Family::kAliases || family == Family::kSources ||
         family == Family::kPostings;
}

rocksdb::ColumnFamilyOptions FamilyOptions(Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = family == Family::kVectors ? size_t{64} << 20 : size_t{32} << 20;
  options.compression = rocksdb::kLZ4Compression;
  if (HasPrefixes(family)) {
    options.prefix_extractor = std::make_shared<UntilNul>();
    options.memtable_prefix_bloom_size_ratio = 0.05;
    table.whole_key_filtering = false;
  }
  if (family == Family::kPostings) options.merge_operator = std::make_shared<JoinPostings>();
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

// `present` are the families that the database has, or empty when all are opened and made where they are missing.
std::vector<rocksdb::ColumnFamilyDescriptor> Descriptors(const std::set<std::string>& present = {}) {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (size_t i = 0; i < kFamilyNames.size(); ++i) {
    if (!present.empty() && !present.contains(kFamilyNames[i])) continue;
    families.emplace_back(kFamilyNames[i], FamilyOptions(static_cast<Family>(i), cache));
  }
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  return families;
}

rocksdb::DBOptions DatabaseOptions(const Path& dir, OpenMode mode, rocksdb::Env* env) {
  rocksdb::DBOptions options;
  if (env != nullptr) options.env = env;
  if (mode != OpenMode::kRead) options.listeners.push_back(NotesOnChange(dir));
  options.create_if_missing = mode == OpenMode::kCreate;
  options.create_missing_column_families = mode != OpenMode::kRead;
  // Damage in the middle of a log is an error; only a record cut off at its very end is what a crash leaves. That an
  // end was there before is known by the notes (rocks_manifest.h).
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.avoid_flush_during_recovery = true;
  options.max_background_jobs = 2;
  options.max_total_wal_size = size_t{256} << 20;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  return options;
}

bool Mentions(const rocksdb::Status& status, std::string_view words) {
  return status.ToString().find(words) != std::string::npos;
}

Code CodeOf(const rocksdb::Status& status) {
  const bool too_large = Mentions(status, "File too large") || Mentions(status, "Disk quota exceeded");
  // A compaction that RocksDB does not begin, since there was no space a moment ago, is "too large".
  if (status.IsNoSpace() || status.IsCompactionTooLarge() || too_large) return Code::kResourceExhausted;
  if (status.IsCorruption()) return Code::kDataLoss;
  if (Mentions(status, "No such file")) return Code::kDataLoss;
  if (Mentions(status, "Permission denied") || Mentions(status, "Read-only file system"))
    return Code::kPermissionDenied;
  return status.IsIOError() ? Code::kUnavailable : Code::kInternal;
}

[[noreturn]] void ThrowLocked(const Path& dir) {
  throw Error(Code::kUnavailable, StrCat(dir.parent_path().string(),
                                         ": the store is open for writing elsewhere; stop that process or, where it is "
                                         "a Lethe server, put and delete through it, or have it let the store go with "
                                         "`lethe admin unload`"));
}

const char* CureFor(Code code) {
  switch (code) {
    case Code::kDataLoss:
      return "; the store is damaged: restore it from a snapshot (lethe store restore) or import its facts again";
    case Code::kResourceExhausted:
      return "; free some space and try again";
    case Code::kPermissionDenied:
      return "; give this user the right to read and write there";
    case Code::kUnavailable:
      return "; the disk failed: mend it (the system's log names the fault) and open the store again, every change "
             "that was acknowledged is in it";
    default:
      return "";
  }
}

void Check(const rocksdb::Status& status, std::string_view action, const Path& dir) {
  if (status.ok()) return;
  if (Mentions(status, "lock file") || Mentions(status, "lock hold")) ThrowLocked(dir);
  const Code code = CodeOf(status);
  throw Error(code, StrCat("cannot ", action, " ", dir.string(), ": ", status.ToString(), CureFor(code)));
}

// RocksDB does not always say in which table file it found the damage.
std::string DamagedTables(const Path& dir) {
  std::string damaged;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(dir, absent)) {
    if (entry.path().extension() != ".sst") continue;
    if (rocksdb::SstFileReader(TableOptions()).Open(entry.path().string()).ok()) continue;
    damaged += StrCat(damaged.empty() ? "" : ", ", entry.path().filename().string());
  }
  return damaged;
}

void CheckOpened(const rocksdb::Status& status, const Path& dir) {
  const std::string damaged = status.IsCorruption() ? DamagedTables(dir) : std::string();
  Check(status, damaged.empty() ? "open" : StrCat("read ", damaged, " of"), dir);
}

// The first key behind all keys with the prefix; empty when there is none.
std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

rocksdb::Status OpenDatabase(const Path& dir, OpenMode mode, rocksdb::Env* env,
                             std::vector<rocksdb::ColumnFamilyHandle*>& handles, rocksdb::DB*& db) {
  if (mode != OpenMode::kRead)
    return rocksdb::DB::Open(DatabaseOptions(dir, mode, env), dir.string(), Descriptors(), &handles, &db);
  // A writer may remove a file between our reading its list and opening it; the list is new a moment later.
  constexpr int kAttempts = 5;
  rocksdb::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::vector<std::string> present;
    status = rocksdb::DB::ListColumnFamilies(DatabaseOptions(dir, mode, env), dir.string(), &present);
    if (status.ok()) {
      status = rocksdb::DB::OpenForReadOnly(DatabaseOptions(dir, mode, env), dir.string(),
                                            Descriptors({present.begin(), present.end()}), &handles, &db);
    }
    if (status.ok() || !Mentions(status, "No such file")) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20 << attempt));
  }
  return status;
}

// From which log on the database needs them: what lies in older ones is in tables, and RocksDB removes them.
uint64_t OldestLog(const Path& dir, rocksdb::Env* env) {
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::Status status = OpenDatabase(dir, OpenMode::kRead, env, handles, db);
  if (status.IsCorruption()) return 0;  // nothing says that a log is not needed
  CheckOpened(status, dir);
  const std::unique_ptr<rocksdb::DB> closes(db);
  uint64_t oldest = 0;
  db->GetIntProperty(rocksdb::DB::Properties::kMinLogNumberToKeep, &oldest);
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  return oldest;
}

}  // namespace

DatabaseLock::DatabaseLock(const Path& dir) {
  Check(rocksdb::Env::Default()->LockFile((dir / "LOCK").string(), &lock_), "lock", dir);
}

DatabaseLock::~DatabaseLock() {
  rocksdb::Env::Default()->UnlockFile(lock_);
}

rocksdb::Options TableOptions() {
  rocksdb::Options options;
  options.merge_operator = std::make_shared<JoinPostings>();
  return options;
}

std::string DocKey(uint64_t doc) {
  std::string key(kDocBytes, '\0');
  for (size_t i = 0; i < kDocBytes; ++i) key[i] = static_cast<char>(doc >> (56 - 8 * i));
  return key;
}

uint64_t DocOfKey(std::string_view key) {
  LETHE_CHECK(key.size() >= kDocBytes, "key of ", key.size(), " bytes");
  uint64_t doc = 0;
  for (const char c : key.substr(key.size() - kDocBytes)) doc = doc << 8 | static_cast<unsigned char>(c);
  return doc;
}

std::shared_ptr<RocksDb> RocksDb::Open(const Path& dir, OpenMode mode, rocksdb::Env* env) {
  std::shared_ptr<RocksDb> result(new RocksDb);
  result->dir_ = dir;
  result->mode_ = mode;
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  CheckManifest(dir);
  CheckLogs(dir, [&] { return OldestLog(dir, env); });
  CheckOpened(OpenDatabase(dir, mode, env, handles, db), dir);
  result->db_.reset(db);
  result->held_.open(dir / "CURRENT");
  if (mode != OpenMode::kRead) NoteFiles(*db, dir, false);  // opening for writing begins a new manifest and log
  result->default_family_ = handles.back();
  handles.pop_back();
  result->families_.resize(kFamilyNames.size(), nullptr);
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    const auto name = std::find(kFamilyNames.begin(), kFamilyNames.end(), handle->GetName());
    result->families_[static_cast<size_t>(name - kFamilyNames.begin())] = handle;
  }
  return result;
}

RocksDb::~RocksDb() {
  if (db_ == nullptr) return;
  FlushLargeLog();
  // RocksDB tells nobody of tables written while it closes.
  if (mode_ != OpenMode::kRead) NoteFiles(*db_, dir_, !stopped_);
  for (rocksdb::ColumnFamilyHandle* handle : families_) {
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle);
  }
  db_->DestroyColumnFamilyHandle(default_family_);
  db_->Close();
}

// What is only in the write-ahead log has to be replayed by every open, also by readers, who cannot write it out.
void RocksDb::FlushLargeLog() {
  constexpr uint64_t kSmallLogBytes = uint64_t{4} << 20;
  rocksdb::VectorLogPtr logs;
  if (mode_ == OpenMode::kRead || !db_->GetSortedWalFiles(logs).ok()) return;
  uint64_t bytes = 0;
  for (const auto& log : logs) bytes += log->SizeFileBytes();
  if (bytes > kSmallLogBytes) db_->Flush(rocksdb::FlushOptions(), families_);
}

// RocksDB takes no write after one that failed until the cause is gone. For want of space it looks itself, every five
// seconds, whether there is some again; meanwhile it is busy.
void RocksDb::GoOn() {
  constexpr std::chrono::milliseconds kPatience{8000}, kPause{50};
  constexpr uint64_t kSomeSpace = uint64_t{8} << 20;
  for (std::chrono::milliseconds waited{0};; waited += kPause) {
    const rocksdb::Status status = db_->Resume();
    if (!status.IsBusy()) return Check(status, "go on writing to", dir_);
    uint64_t space = kSomeSpace;
    db_->GetEnv()->GetFreeSpace(dir_.string(), &space);
    if (space < kSomeSpace || waited >= kPatience) {
      throw Error(Code::kResourceExhausted, StrCat("cannot write to ", dir_.string(), ": the disk was full and has ",
                                                   space, " free bytes now", CureFor(Code::kResourceExhausted)));
    }
    std::this_thread::sleep_for(kPause);
  }
}

void RocksDb::Write(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.memtable_insert_hint_per_batch = true;
  if (stopped_) GoOn();
  const rocksdb::Status status = db_->Write(options, &batch);
  stopped_ = !status.ok();
  Check(status, "write to", dir_);
}

std::optional<std::string> RocksDb::Get(Family family, std::string_view key, const rocksdb::Snapshot* snapshot) const {
  if (this->family(family) == nullptr) return std::nullopt;
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status status = db_->Get(options, this->family(family), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  Check(status, "read", dir_);
  return value;
}

std::vector<std::optional<std::string>> RocksDb::GetAll(Family family, const std::vector<std::string>& keys,
                                                        const rocksdb::Snapshot* snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet(options, this->family(family), keys.size(), slices.data(), values.data(), statuses.data());
  std::vector<std::optional<std::string>> result(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    Check(statuses[i], "read", dir_);
    result[i] = values[i].ToString();
  }
  return result;
}

void RocksDb::Scan(Family family, std::string_view prefix, const rocksdb::Snapshot* snapshot, const Visit& visit,
                   std::string_view start) const {
  if (this->family(family) == nullptr) return;
  const bool one_prefix = HasPrefixes(family) && prefix.find('\0') != std::string_view::npos;
  const std::string end = PrefixEnd(prefix);
  const rocksdb::Slice upper(end);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.total_order_seek = !one_prefix;
  options.prefix_same_as_start = one_prefix;
  if (!end.empty()) options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options, this->family(family)));
  for (it->Seek(start.empty() ? prefix : start); it->Valid(); it->Next()) {
    if (!visit(it->key().ToStringView(), it->value().ToStringView())) return;
  }
  Check(it->status(), "read", dir_);
}

void RocksDb::CompactAll() {
  Check(db_->Flush(rocksdb::FlushOptions(), families_), "flush", dir_);
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  options.exclusive_manual_compaction = true;
  for (rocksdb::ColumnFamilyHandle* handle : families_) {
    Check(db_->CompactRange(options, handle, nullptr, nullptr), "compact", dir_);
  }
}

void RocksDb::Checkpoint(const Path& dir) const {
  rocksdb::Checkpoint* made = nullptr;
  Check(rocksdb::Checkpoint::Create(db_.get(), &made), "copy", dir_);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  Check(checkpoint->CreateCheckpoint(dir.string()), "copy the store to", dir);
  NoteCopiedFiles(dir);
}

const rocksdb::Snapshot* RocksDb::TakeSnapshot() const {
  return db_->GetSnapshot();
}
void RocksDb::ReleaseSnapshot(const rocksdb::Snapshot* snapshot) const {
  db_->ReleaseSnapshot(snapshot);
}

}  // namespace lethe

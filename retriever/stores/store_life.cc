#include "retriever/stores/store_life.h"

#include <rocksdb/write_batch.h>

#include <array>
#include <optional>
#include <unordered_map>

#include "base/error.h"
#include "base/log.h"
#include "base/parallel.h"
#include "retriever/embedders/embedder_folder.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/receipts/receipt_chain.h"
#include "retriever/stores/open_store.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/rocks_history.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/rocks_snapshot.h"
#include "retriever/stores/snapshot_list.h"
#include "retriever/stores/store_copy.h"
#include "retriever/stores/store_folder.h"
#include "retriever/stores/store_rules.h"
#include "retriever/stores/vector_record.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;

// Removes an unfinished folder of an earlier try, and this one's when it fails.
class Workplace {
 public:
  explicit Workplace(const Path& path) : path_(path) { fs::remove_all(path_); }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  const Path& path() const { return path_; }

 private:
  Path path_;
};

void RequireStore(const Path& dir) {
  if (ReadStoreMarker(dir)) return;
  throw Error(Code::kNotFound, StrCat(dir.string(), ": there is no store"));
}

StoreState StateOf(const RocksDb& db) {
  const std::optional<std::string> bytes = db.Get(Family::kManifest, kStateKey, nullptr);
  return bytes ? DecodeState(*bytes) : StoreState();
}

// A damaged store is what snapshots are restored for: what can be told of it is taken, the rest is passed over.
bool HoldsStore(const Path& dir) {
  try {
    return ReadStoreMarker(dir).has_value();
  } catch (const Error& error) {
    if (error.code() != Code::kDataLoss) throw;
    return true;
  }
}

// Some at a time: they may be many.
void CopyRecords(const RocksDb& from, Family family, RocksDb& to, const std::function<bool(std::string_view)>& takes) {
  constexpr int kRecordsAtATime = 10'000;
  rocksdb::WriteBatch batch;
  const auto write = [&] {
    to.Write(batch);
    batch.Clear();
  };
  from.Scan(family, {}, nullptr, [&](std::string_view key, std::string_view value) {
    if (takes(key)) batch.Put(to.family(family), key, value);
    if (batch.Count() >= kRecordsAtATime) write();
    return true;
  });
  if (batch.Count() > 0) write();
}

// The history of the store to be replaced goes on in the copy of the snapshot: which versions there were and what is
// remembered of deleted facts, and no number of a version or of a document is given twice. Its undo records stay
// behind. Of a damaged store what can be read is taken.
void TakeHistory(const Path& old_store, RocksDb& db) {
  try {
    const auto old = RocksDb::Open(StoreDatabase(old_store), OpenMode::kRead);
    const StoreState before = StateOf(*old);
    StoreState state = StateOf(db);
    state.version = std::max(state.version, before.version);
    state.next_doc = std::max(state.next_doc, before.next_doc);
    rocksdb::WriteBatch batch;
    batch.Put(db.family(Family::kManifest), kStateKey, EncodeState(state));
    db.Write(batch);
    CopyRecords(*old, Family::kHistory, db, [](std::string_view key) { return !IsUndoKey(key); });
    // A fact that the snapshot has is deleted no more.
    const auto is_gone = [&db](std::string_view key) {
      return !db.Get(Family::kFacts, DocKey(DocOfKey(key)), nullptr).has_value();
    };
    CopyRecords(*old, Family::kDeletions, db, is_gone);
  } catch (const Error& error) {
    if (error.code() != Code::kDataLoss) throw;
    LogWarning("the store to be replaced is damaged, its history goes on as far as it can be read: ", error.what());
  }
}

// What was before `version`, which has the facts that are there now, cannot be undone. RocksDB begins a new manifest
// when it is opened: the one before may still name keys of facts that are gone.
void RecordVersion(const Path& dir, uint64_t version, const std::string& note) {
  const auto db = RocksDb::Open(StoreDatabase(dir), OpenMode::kWrite);
  StoreState state = StateOf(*db);
  state.version = version;
  VersionRecord record;
  record.version = version;
  record.time_ms = NowMs();
  record.first_doc = record.end_doc = state.next_doc;
  record.facts = state.facts;
  record.note = note;
  rocksdb::WriteBatch batch;
  batch.Put(db->family(Family::kManifest), kStateKey, EncodeState(state));
  batch.Put(db->family(Family::kManifest), kUndoFromKey, DocKey(version));
  batch.Put(db->family(Family::kHistory), HistoryKey(version), EncodeVersion(record));
  db->Write(batch);
}

// What belongs to the store itself and not to its facts.
std::array<Path, 3> OwnFiles(const Path& store) {
  return {ReceiptKeyFile(store), ReceiptChainFile(store), SnapshotListFile(store)};
}

// `from` may be absent.
void ReplaceOwnFiles(const Path& from, const Path& to) {
  for (const Path& file : OwnFiles("")) {
    fs::remove(to / file);
    if (fs::exists(from / file)) CopyFile(from / file, to / file);
  }
}

// Facts of a snapshot that a receipt says are gone, and what undo records hold of such facts.
struct Receipted {
  std::vector<std::string> ids;
  uint64_t undo_records = 0;
  bool any() const { return !ids.empty() || undo_records > 0; }
};

// By the snapshot's own history: a fact that was put after the receipt is none of them. Empties the undo records.
Receipted FindReceipted(RocksDb& db, const Path& receipts) {
  Receipted found;
  const std::unordered_map<std::string, uint64_t> gone = ReceiptedIds(receipts);
  if (gone.empty()) return found;
  db.Scan(Family::kIds, {}, nullptr, [&](std::string_view id, std::string_view doc) {
    const auto receipt = gone.find(HashOfId(id));
    if (receipt != gone.end() && VersionThatPut(db, DocOfKey(doc)) <= receipt->second) found.ids.emplace_back(id);
    return true;
  });
  for (const auto& [id_hash, version] : gone) found.undo_records += PurgeUndoOf(db, id_hash);
  return found;
}

void DeleteForGood(const Path& dir, const std::vector<std::string>& ids) {
  const auto base = KnowledgeBase::Open(dir, {}, OpenMode::kWrite);
  base->Delete(ids);
  for (const std::string& id : ids) base->PurgeUndo(id);
  base->Compact(base->DefaultCompaction());
}

// Vectors of every fact in the copied database, some at a time.
class Reembedder {
 public:
  Reembedder(RocksDb& db, const Embedder& embedder) : db_(db), embedder_(embedder) {}

  void Run(const std::function<void(uint64_t, uint64_t)>& progress) {
    const uint64_t all = StateOf(db_).facts;
    db_.Scan(Family::kFacts, {}, nullptr, [&](std::string_view key, std::string_view bytes) {
      keys_.emplace_back(key);
      texts_.push_back(SearchableText(ParseFact(bytes, DocOfKey(key))));
      if (keys_.size() == kFactsAtATime) Flush();
      if (progress && keys_.empty()) progress(done_, all);
      return true;
    });
    Flush();
    if (progress) progress(done_, all);
  }
  uint64_t done() const { return done_; }

 private:
  static constexpr size_t kFactsAtATime = 4096;
  static constexpr size_t kTextsAThread = 256;

  void Flush() {
    const std::vector<std::string_view> views(texts_.begin(), texts_.end());
    const size_t dimension = embedder_.dimension();
    std::vector<float> rows(views.size() * dimension);
    const size_t blocks = (views.size() + kTextsAThread - 1) / kTextsAThread;
    ParallelFor(blocks, HardwareThreads(), [&](size_t block) {
      const size_t begin = block * kTextsAThread;
      const size_t count = std::min(kTextsAThread, views.size() - begin);
      embedder_.Embed(std::span(views).subspan(begin, count), rows.data() + begin * dimension);
    });
    rocksdb::WriteBatch batch;
    std::string bytes;
    for (size_t i = 0; i < keys_.size(); ++i) {
      bytes.clear();
      EncodeVector(std::span(rows).subspan(i * dimension, dimension), bytes);
      batch.Put(db_.family(Family::kVectors), keys_[i], bytes);
    }
    if (batch.Count() > 0) db_.Write(batch);
    done_ += keys_.size();
    keys_.clear();
    texts_.clear();
  }

  RocksDb& db_;
  const Embedder& embedder_;
  std::vector<std::string> keys_, texts_;
  uint64_t done_ = 0;
};

void ForgetSegments(RocksDb& db, const std::string& fingerprint) {
  rocksdb::WriteBatch batch;
  db.Scan(Family::kManifest, kSegmentPrefix, nullptr, [&](std::string_view key, std::string_view) {
    batch.Delete(db.family(Family::kManifest), key);
    return true;
  });
  batch.Put(db.family(Family::kManifest), kFingerprintKey, fingerprint);
  db.Write(batch);
}

}  // namespace

RestoreReport RestoreStore(const Path& dir, const Path& snapshot) {
  RequireFolder(dir, "restore the folder", "restore what pg_dump made with pg_restore or psql");
  RequireStore(snapshot);
  const Workplace work(BesideFolder(dir, "restore"));
  std::optional<DatabaseLock> lock;  // nobody may write to the old store until it has been exchanged
  const bool has_database = HoldsStore(dir) && fs::exists(StoreDatabase(dir));
  if (has_database) lock.emplace(StoreDatabase(dir));
  CopyFolder(snapshot, work.path());
  ReplaceOwnFiles(dir, work.path());
  RestoreReport report;
  Receipted receipted;
  {
    const auto db = RocksDb::Open(StoreDatabase(work.path()), OpenMode::kWrite);
    receipted = FindReceipted(*db, work.path());
    if (has_database) TakeHistory(dir, *db);
    report.version = StateOf(*db).version + 1;
  }
  if (receipted.any()) DeleteForGood(work.path(), receipted.ids);
  RecordVersion(work.path(), report.version, StrCat("restore ", snapshot.string()));
  report.kept_deleted = receipted.ids.size();
  report.facts = KnowledgeBase::Open(work.path(), {}, OpenMode::kRead)->Pin()->facts();
  ExchangeFolder(work.path(), dir);
  return report;
}

ReembedReport ReembedStore(const Path& dir, const EmbedderConfig& embedder,
                           const std::function<void(uint64_t done, uint64_t all)>& progress) {
  RequireFolder(dir, "exchange the vectors", "export its facts and import them into a new schema with the embedder");
  RequireStore(dir);
  StoreConfig config = *ReadStoreMarker(dir);
  const std::unique_ptr<Embedder> made = MakeEmbedder(embedder);
  ReembedReport report;
  report.before = ReadStoreFingerprint(dir).embedder;
  report.after = made->name();
  const Workplace work(BesideFolder(dir, "reembed"));
  const DatabaseLock lock(StoreDatabase(dir));
  CopyFolder(dir, work.path());
  uint64_t version = 0;
  {
    const auto db = RocksDb::Open(StoreDatabase(work.path()), OpenMode::kWrite);
    ForgetSegments(*db, made->name());
    Reembedder run(*db, *made);
    run.Run(progress);
    report.facts = run.done();
    version = StateOf(*db).version;
  }
  *config.mutable_embedder() = AdoptEmbedder(work.path(), embedder);
  config.clear_nothing_found();  // fitted to the old vectors
  WriteStoreMarker(work.path(), config, {made->name(), made->dimension()});
  RecordVersion(work.path(), version + 1, StrCat("reembed with ", made->name()));
  KnowledgeBase::Open(work.path(), {}, OpenMode::kWrite);  // makes the segments
  ExchangeFolder(work.path(), dir);
  return report;
}

}  // namespace lethe

#include "retriever/stores/store_life.h"

#include <rocksdb/write_batch.h>

#include <array>
#include <optional>
#include <unordered_set>

#include "base/error.h"
#include "base/log.h"
#include "base/parallel.h"
#include "retriever/embedders/embedder_folder.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/receipts/receipt_chain.h"
#include "retriever/stores/open_store.h"
#include "retriever/stores/rocks_db.h"
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

uint64_t NewestVersionOf(const Path& dir) {
  try {
    return StateOf(*RocksDb::Open(StoreDatabase(dir), OpenMode::kRead)).version;
  } catch (const Error& error) {
    if (error.code() != Code::kDataLoss) throw;
    LogWarning("the store to be replaced is damaged, versions go on from the snapshot's: ", error.what());
    return 0;
  }
}

// The new store's history goes on where the old one's ended: what was before the restoring cannot be undone.
void ContinueVersions(const Path& dir, uint64_t newest_of_old, const std::string& note) {
  const auto db = RocksDb::Open(StoreDatabase(dir), OpenMode::kWrite);
  StoreState state = StateOf(*db);
  state.version = std::max(state.version, newest_of_old) + 1;
  VersionRecord record;
  record.version = state.version;
  record.time_ms = NowMs();
  record.first_doc = record.end_doc = state.next_doc;
  record.facts = state.facts;
  record.note = note;
  rocksdb::WriteBatch batch;
  batch.Put(db->family(Family::kManifest), kStateKey, EncodeState(state));
  batch.Put(db->family(Family::kManifest), kUndoFromKey, DocKey(state.version));
  batch.Put(db->family(Family::kHistory), HistoryKey(record.version), EncodeVersion(record));
  db->Write(batch);
}

// What belongs to the store itself and not to its facts.
std::array<Path, 3> OwnFiles(const Path& store) {
  return {ReceiptKeyFile(store), ReceiptChainFile(store), SnapshotListFile(store)};
}

void TakeAlong(const Path& from, const Path& to) {
  for (const Path& file : OwnFiles("")) {
    if (fs::exists(from / file)) fs::copy_file(from / file, to / file, fs::copy_options::overwrite_existing);
  }
}

// Facts whose deletion has a receipt stay deleted.
uint64_t DeleteReceipted(const Path& dir) {
  const std::unordered_set<std::string> gone = ReceiptedIds(dir);
  if (gone.empty()) return 0;
  const auto base = KnowledgeBase::Open(dir, {}, OpenMode::kWrite);
  std::vector<std::string> ids;
  base->Pin()->ForEach([&](const v1::Fact& fact) {
    if (gone.contains(HashOfId(fact.id()))) ids.push_back(fact.id());
  });
  if (ids.empty()) return 0;
  base->Delete(ids);
  for (const std::string& id : ids) base->PurgeUndo(id);
  base->Compact(base->DefaultCompaction());
  return ids.size();
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
  uint64_t newest_of_old = 0;
  std::optional<DatabaseLock> lock;  // nobody may write to the old store until it has been exchanged
  const bool exists = HoldsStore(dir);
  if (exists && fs::exists(StoreDatabase(dir))) {
    lock.emplace(StoreDatabase(dir));
    newest_of_old = NewestVersionOf(dir);
  }
  CopyFolder(snapshot, work.path());
  for (const Path& file : OwnFiles(work.path())) fs::remove(file);
  if (exists) TakeAlong(dir, work.path());
  ContinueVersions(work.path(), newest_of_old, StrCat("restore ", snapshot.string()));
  RestoreReport report;
  report.kept_deleted = DeleteReceipted(work.path());
  {
    const auto base = KnowledgeBase::Open(work.path(), {}, OpenMode::kRead);
    report.version = base->Pin()->version();
    report.facts = base->Pin()->facts();
  }
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
  {
    const auto db = RocksDb::Open(StoreDatabase(work.path()), OpenMode::kWrite);
    ForgetSegments(*db, made->name());
    Reembedder run(*db, *made);
    run.Run(progress);
    report.facts = run.done();
  }
  *config.mutable_embedder() = AdoptEmbedder(work.path(), embedder);
  config.clear_nothing_found();  // fitted to the old vectors
  WriteStoreMarker(work.path(), config, {made->name(), made->dimension()});
  ContinueVersions(work.path(), 0, StrCat("reembed with ", made->name()));
  KnowledgeBase::Open(work.path(), {}, OpenMode::kWrite);  // makes the segments
  ExchangeFolder(work.path(), dir);
  return report;
}

}  // namespace lethe

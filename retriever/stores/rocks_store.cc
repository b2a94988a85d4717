#include "retriever/stores/rocks_store.h"

#include <rocksdb/write_batch.h>

#include <set>

#include "base/error.h"
#include "retriever/stores/rocks_history.h"
#include "retriever/stores/store_copy.h"
#include "retriever/stores/store_folder.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

constexpr size_t kNoLimit = ~size_t{0};

}  // namespace

RocksStore::RocksStore(const Path& dir, Bm25Config bm25, size_t dimension, OpenMode mode, rocksdb::Env* env)
    : dir_(dir),
      bm25_(bm25),
      mode_(mode),
      db_(RocksDb::Open(StoreDatabase(dir), mode, env)),
      vectors_(StoreSegments(dir), db_, dimension, mode) {}

RocksStore::~RocksStore() = default;

std::unique_ptr<RocksStore> RocksStore::Open(const Path& dir, const StoreConfig& config, const std::string& fingerprint,
                                             size_t dimension, OpenMode mode, rocksdb::Env* env) {
  if (mode != OpenMode::kRead) CreateDirectories(StoreSegments(dir));
  std::unique_ptr<RocksStore> store(new RocksStore(dir, {config.bm25_k1(), config.bm25_b()}, dimension, mode, env));
  if (const auto state = store->db_->Get(Family::kManifest, kStateKey, nullptr)) store->state_ = DecodeState(*state);
  store->CheckFingerprint(fingerprint);
  store->RecoverDeaths();
  store->vectors_.Recover();
  store->Publish();
  return store;
}

void RocksStore::CheckFingerprint(const std::string& fingerprint) {
  const std::optional<std::string> stored = db_->Get(Family::kManifest, kFingerprintKey, nullptr);
  if (stored == fingerprint) return;
  if (!stored && state_.version == 0 && mode_ != OpenMode::kRead) {
    rocksdb::WriteBatch batch;
    batch.Put(db_->family(Family::kManifest), kFingerprintKey, fingerprint);
    db_->Write(batch);
    return;
  }
  throw Error(Code::kDataLoss, StrCat(dir_.string(), ": the database was built with embedder ",
                                      stored.value_or("(none)"), ", ", StoreMarker(dir_).filename().string(), " says ",
                                      fingerprint, "; restore the file that belongs to it"));
}

void RocksStore::RecoverDeaths() {
  db_->Scan(Family::kTombstones, {}, nullptr, [this](std::string_view key, std::string_view value) {
    life_->Stamp(DocOfKey(key), DocOfKey(value));
    return true;
  });
}

void RocksStore::CheckWritable() const {
  if (mode_ != OpenMode::kRead) return;
  throw Error(Code::kFailedPrecondition, StrCat(dir_.string(), ": the store is open for reading only"));
}

PutOutcome RocksStore::Apply(std::span<const PreparedFact> facts, std::span<const std::string> gone,
                             const std::string& note, std::optional<uint64_t> planned_on) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  CheckPlannedOn(planned_on, state_.version);
  PutOutcome outcome;
  const ChosenFacts chosen(facts);
  outcome.updated = chosen.replaced;
  outcome.unchanged = chosen.repeated;
  RocksChange change(*db_, state_, note);
  RemoveDocs(DocsOf(gone), change);
  const std::vector<std::optional<std::string>> known = db_->GetAll(Family::kIds, chosen.ids, nullptr);
  uint64_t updated = 0;
  for (size_t i = 0; i < chosen.facts.size(); ++i) {
    if (known[i]) {
      const std::optional<std::string> bytes = db_->Get(Family::kFacts, *known[i], nullptr);
      if (bytes == chosen.facts[i]->bytes) {
        ++outcome.unchanged;
        continue;
      }
      if (bytes) change.Remove(DocOfKey(*known[i]), ParseFact(*bytes, DocOfKey(*known[i])), *bytes);
      updated += bytes.has_value();
    }
    known[i] ? ++outcome.updated : ++outcome.added;
    change.Add(*chosen.facts[i]);
  }
  Commit(change, updated);
  outcome.version = state_.version;
  return outcome;
}

void RocksStore::Commit(RocksChange& change, uint64_t updated) {
  if (change.empty()) return;
  change.Write(updated);
  state_ = change.state();
  for (const uint64_t doc : change.removed()) life_->Stamp(doc, state_.version);
  for (const auto& [doc, fact] : change.added()) vectors_.Add(doc, fact->vector);
  Publish();
}

std::vector<uint64_t> RocksStore::DocsOf(std::span<const std::string> ids) const {
  const std::set<std::string> distinct(ids.begin(), ids.end());
  std::vector<uint64_t> docs;
  for (const auto& doc : db_->GetAll(Family::kIds, {distinct.begin(), distinct.end()}, nullptr)) {
    if (doc) docs.push_back(DocOfKey(*doc));
  }
  return docs;
}

uint64_t RocksStore::Erase(std::span<const std::string> ids) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  return EraseDocs(DocsOf(ids), "delete by id");
}

uint64_t RocksStore::EraseSubject(const std::string& subject_key) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  std::vector<uint64_t> docs;
  const auto facts = current_->FactsOfSubjects({&subject_key, 1}, kNoLimit);
  for (const SubjectEntry& entry : facts.front()) docs.push_back(entry.doc);
  return EraseDocs(docs, "delete by subject");
}

uint64_t RocksStore::EraseSource(const std::string& source) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  return EraseDocs(current_->DocsOfSource(source), "delete by source");
}

uint64_t RocksStore::EraseWhere(const std::function<bool(const v1::Fact&)>& fits) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  std::vector<uint64_t> docs;
  db_->Scan(Family::kFacts, {}, nullptr, [&](std::string_view key, std::string_view bytes) {
    if (fits(ParseFact(bytes, DocOfKey(key)))) docs.push_back(DocOfKey(key));
    return true;
  });
  return EraseDocs(docs, "delete by filter");
}

void RocksStore::RemoveDocs(const std::vector<uint64_t>& docs, RocksChange& change) const {
  for (const uint64_t doc : docs) {
    const std::optional<std::string> bytes = db_->Get(Family::kFacts, DocKey(doc), nullptr);
    if (!bytes) {
      throw Error(Code::kDataLoss,
                  StrCat(dir_.string(), ": damaged store: an index names fact ", doc, ", which is absent"));
    }
    change.Remove(doc, ParseFact(*bytes, doc), *bytes);
  }
}

uint64_t RocksStore::EraseDocs(const std::vector<uint64_t>& docs, const std::string& note) {
  RocksChange change(*db_, state_, note);
  RemoveDocs(docs, change);
  Commit(change, 0);
  return docs.size();
}

void RocksStore::Publish() {
  auto next = std::make_shared<const RocksSnapshot>(db_, life_, vectors_.View(), state_, bm25_, dir_);
  const std::lock_guard lock(publishing_);
  current_.swap(next);
}

std::shared_ptr<const RocksSnapshot> RocksStore::current() const {
  const std::lock_guard lock(publishing_);
  return current_;
}

std::shared_ptr<const StoreSnapshot> RocksStore::Pin() const {
  return current();
}

std::vector<StoreVersion> RocksStore::Versions() const {
  return ReadVersions(*db_, current()->version());
}

UndoPlan RocksStore::Undo(uint64_t version) const {
  return PlanUndo(*db_, *current(), version);
}

std::vector<DeletionTrace> RocksStore::Deletions(const std::string& id) const {
  return ReadDeletions(*db_, HashOfId(id));
}

void RocksStore::PurgeUndo(const std::string& id) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  PurgeUndoOf(*db_, HashOfId(id));
  Publish();  // a snapshot of RocksDB taken before still shows what was purged
}

void RocksStore::Snapshot(const Path& dir) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  CopyStore(*db_, dir_, dir);
}

}  // namespace lethe

#include "retriever/stores/rocks_store.h"

#include <rocksdb/write_batch.h>

#include <cstring>
#include <map>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "base/log.h"
#include "retriever/fact.h"
#include "retriever/stores/store_folder.h"

namespace lethe {
namespace {

constexpr size_t kNoLimit = ~size_t{0};

rocksdb::Slice SliceOf(std::string_view text) {
  return {text.data(), text.size()};
}

std::span<const float> RowOf(std::string_view bytes, uint64_t doc, size_t dimension, std::vector<float>& row) {
  if (bytes.size() != dimension * sizeof(float)) {
    throw Error(Code::kDataLoss, StrCat("damaged store: the vector of fact ", doc, " has ", bytes.size(),
                                        " bytes, expected ", dimension * sizeof(float)));
  }
  row.resize(dimension);
  std::memcpy(row.data(), bytes.data(), bytes.size());
  return row;
}

}  // namespace

// One change under construction: the batch for RocksDB and what memory does once it is durable.
class RocksStore::Change {
 public:
  Change(RocksDb& db, const StoreState& before) : db_(db), state_(before) { ++state_.version; }

  void Add(const PreparedFact& fact) {
    const uint64_t doc = state_.next_doc++;
    if (doc >= DocLife::kMaxDocs)
      throw Error(Code::kResourceExhausted, "the store has used up its fact numbers; export it and import it anew");
    const std::string number = DocKey(doc);
    Put(Family::kFacts, number, fact.bytes);
    Put(Family::kIds, fact.id, number);
    Put(Family::kVectors, number,
        {reinterpret_cast<const char*>(fact.vector.data()), fact.vector.size() * sizeof(float)});
    ForEachRecord(fact.keys, fact.source,
                  [&](Family family, const std::string& prefix) { Put(family, prefix + number, {}); });
    for (const Term& term : fact.words.terms) postings_[term.text].push_back({doc, term.count, fact.words.length});
    added_.emplace_back(doc, &fact);
    ++state_.facts;
    state_.terms += fact.words.length;
  }

  void Remove(uint64_t doc, const v1::Fact& fact) {
    const std::string number = DocKey(doc);
    Delete(Family::kFacts, number);
    Delete(Family::kIds, fact.id());
    Delete(Family::kVectors, number);
    ForEachRecord(KeysOf(fact), fact.source(),
                  [&](Family family, const std::string& prefix) { Delete(family, prefix + number); });
    Put(Family::kTombstones, number, DocKey(state_.version));
    removed_.push_back(doc);
    --state_.facts;
    state_.terms -= AnalyzeDocument(SearchableText(fact)).length;
    ++state_.tombstones;
  }

  bool empty() const { return added_.empty() && removed_.empty(); }
  const StoreState& state() const { return state_; }
  const std::vector<std::pair<uint64_t, const PreparedFact*>>& added() const { return added_; }
  const std::vector<uint64_t>& removed() const { return removed_; }

  void Write() {
    // In key order, which RocksDB's memtable takes in faster.
    const std::map<std::string_view, const std::vector<Posting>*> ordered = InOrder();
    for (const auto& [term, postings] : ordered) MergePostings(term, *postings);
    Put(Family::kManifest, kStateKey, EncodeState(state_));
    db_.Write(batch_);
  }

 private:
  template <typename Visit>
  static void ForEachRecord(const FactKeys& keys, const std::string& source, Visit visit) {
    if (!keys.subject.empty()) visit(Family::kKeys, RelationPrefix(keys.subject, keys.relation));
    for (const std::string& alias : keys.aliases) visit(Family::kAliases, AliasSubjectPrefix(alias, keys.subject));
    if (!source.empty()) visit(Family::kSources, SourcePrefix(source));
  }

  void Put(Family family, std::string_view key, std::string_view value) {
    batch_.Put(db_.family(family), SliceOf(key), SliceOf(value));
  }
  void Delete(Family family, std::string_view key) { batch_.Delete(db_.family(family), SliceOf(key)); }

  std::map<std::string_view, const std::vector<Posting>*> InOrder() const {
    std::map<std::string_view, const std::vector<Posting>*> ordered;
    for (const auto& [term, postings] : postings_) ordered.emplace(term, &postings);
    return ordered;
  }

  // One block a chunk of documents.
  void MergePostings(std::string_view term, const std::vector<Posting>& postings) {
    for (size_t begin = 0; begin < postings.size();) {
      const uint64_t chunk = postings[begin].doc / kChunkDocs;
      size_t end = begin;
      while (end < postings.size() && postings[end].doc / kChunkDocs == chunk) ++end;
      const std::vector<Posting> block(postings.begin() + static_cast<std::ptrdiff_t>(begin),
                                       postings.begin() + static_cast<std::ptrdiff_t>(end));
      batch_.Merge(db_.family(Family::kPostings), TermPrefix(term) + DocKey(chunk), EncodePostings(block));
      begin = end;
    }
  }

  RocksDb& db_;
  StoreState state_;
  rocksdb::WriteBatch batch_;
  std::unordered_map<std::string, std::vector<Posting>> postings_;
  std::vector<std::pair<uint64_t, const PreparedFact*>> added_;
  std::vector<uint64_t> removed_;
};

RocksStore::RocksStore(const Path& dir, Bm25Config bm25, size_t dimension, OpenMode mode)
    : dir_(dir),
      bm25_(bm25),
      dimension_(dimension),
      mode_(mode),
      db_(RocksDb::Open(StoreDatabase(dir), mode)),
      vectors_(dimension) {}

RocksStore::~RocksStore() = default;

std::unique_ptr<RocksStore> RocksStore::Open(const Path& dir, const StoreConfig& config, const std::string& fingerprint,
                                             size_t dimension, OpenMode mode) {
  if (mode != OpenMode::kRead) CreateDirectories(StoreSegments(dir));
  std::unique_ptr<RocksStore> store(new RocksStore(dir, {config.bm25_k1(), config.bm25_b()}, dimension, mode));
  if (const auto state = store->db_->Get(Family::kManifest, kStateKey, nullptr)) store->state_ = DecodeState(*state);
  store->CheckFingerprint(fingerprint);
  store->RecoverDeaths();
  store->RecoverVectors();
  store->Publish();
  return store;
}

void RocksStore::CheckFingerprint(const std::string& fingerprint) {
  const std::optional<std::string> stored = db_->Get(Family::kManifest, kFingerprintKey, nullptr);
  if (stored == fingerprint) return;
  if (!stored && state_.version == 0 && mode_ != OpenMode::kRead) {
    rocksdb::WriteBatch batch;
    batch.Put(db_->family(Family::kManifest), SliceOf(kFingerprintKey), fingerprint);
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

std::vector<SegmentRecord> RocksStore::SegmentRecords() const {
  std::vector<SegmentRecord> records;
  db_->Scan(Family::kManifest, kSegmentPrefix, nullptr, [&records](std::string_view, std::string_view value) {
    records.push_back(DecodeSegment(value));
    return true;
  });
  return records;
}

void RocksStore::RecoverVectors() {
  uint64_t next = 0;
  for (const SegmentRecord& record : SegmentRecords()) {
    // Where a segment could not be kept there is a gap.
    if (record.begin > next) AdoptIfAny(RebuildSegment({next, record.begin, 0, 0}));
    AdoptIfAny(LoadSegment(record));
    next = record.end;
  }
  if (mode_ != OpenMode::kRead) RemoveStrayFiles();
  std::vector<float> row;
  db_->Scan(
      Family::kVectors, {}, nullptr,
      [&](std::string_view key, std::string_view value) {
        AddVector(DocOfKey(key), RowOf(value, DocOfKey(key), dimension_, row));
        return true;
      },
      DocKey(next));
}

void RocksStore::AdoptIfAny(std::shared_ptr<const VectorSegment> segment) {
  if (segment != nullptr) vectors_.Adopt(std::move(segment));
}

std::shared_ptr<const VectorSegment> RocksStore::LoadSegment(const SegmentRecord& record) {
  const Path file = StoreSegments(dir_) / SegmentFileName(record);
  try {
    return VectorSegment::Load(file, record.hash, dimension_);
  } catch (const Error& error) {
    LogWarning(error.what(), "; making it again from the database");
  }
  return RebuildSegment(record);
}

std::shared_ptr<const VectorSegment> RocksStore::RebuildSegment(const SegmentRecord& record) {
  std::vector<uint64_t> docs;
  std::vector<float> rows;
  std::vector<float> row;
  db_->Scan(
      Family::kVectors, {}, nullptr,
      [&](std::string_view key, std::string_view value) {
        const uint64_t doc = DocOfKey(key);
        if (doc >= record.end) return false;
        const std::span<const float> numbers = RowOf(value, doc, dimension_, row);
        docs.push_back(doc);
        rows.insert(rows.end(), numbers.begin(), numbers.end());
        return true;
      },
      DocKey(record.begin));
  if (docs.empty()) return nullptr;
  auto segment = std::make_shared<const VectorSegment>(docs, rows, dimension_);
  if (mode_ == OpenMode::kRead) return segment;
  SegmentRecord fixed = record;
  fixed.rows = docs.size();
  fixed.hash = segment->Save(StoreSegments(dir_) / SegmentFileName(record));
  rocksdb::WriteBatch batch;
  batch.Put(db_->family(Family::kManifest), SegmentKey(record.begin), EncodeSegment(fixed));
  db_->Write(batch);
  return segment;
}

// A crash between writing a segment and recording it leaves a file that nobody names.
void RocksStore::RemoveStrayFiles() {
  std::set<std::string> known;
  for (const SegmentRecord& record : SegmentRecords()) known.insert(SegmentFileName(record));
  for (const auto& entry : std::filesystem::directory_iterator(StoreSegments(dir_))) {
    if (!known.contains(entry.path().filename().string())) std::filesystem::remove(entry.path());
  }
}

void RocksStore::AddVector(uint64_t doc, std::span<const float> row) {
  vectors_.Add(doc, row);
  if (!vectors_.full()) return;
  const std::shared_ptr<const VectorSegment> segment = vectors_.Seal();
  if (mode_ != OpenMode::kRead) KeepSegment(*segment);
}

// The facts are durable already, so a segment that cannot be written costs the next open some time and nothing else.
void RocksStore::KeepSegment(const VectorSegment& segment) {
  SegmentRecord record;
  record.begin = segment.docs().front();
  record.end = segment.docs().back() + 1;
  record.rows = segment.docs().size();
  try {
    record.hash = segment.Save(StoreSegments(dir_) / SegmentFileName(record));
    rocksdb::WriteBatch batch;
    batch.Put(db_->family(Family::kManifest), SegmentKey(record.begin), EncodeSegment(record));
    db_->Write(batch);
  } catch (const Error& error) {
    LogWarning("vector segment not kept, it will be made again at the next start: ", error.what());
  }
}

void RocksStore::CheckWritable() const {
  if (mode_ != OpenMode::kRead) return;
  throw Error(Code::kFailedPrecondition, StrCat(dir_.string(), ": the store is open for reading only"));
}

PutOutcome RocksStore::Put(std::span<const PreparedFact> facts) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  PutOutcome outcome;
  std::vector<std::string> ids;
  std::vector<const PreparedFact*> chosen;
  std::unordered_map<std::string_view, size_t> position;
  for (const PreparedFact& fact : facts) {
    const auto [it, is_new] = position.emplace(fact.id, chosen.size());
    if (is_new) {
      chosen.push_back(&fact);
      ids.push_back(fact.id);
    } else {
      chosen[it->second]->bytes == fact.bytes ? ++outcome.unchanged : ++outcome.updated;
      chosen[it->second] = &fact;
    }
  }
  Change change(*db_, state_);
  const std::vector<std::optional<std::string>> known = db_->GetAll(Family::kIds, ids, nullptr);
  for (size_t i = 0; i < chosen.size(); ++i) {
    if (known[i]) {
      const std::optional<std::string> bytes = db_->Get(Family::kFacts, *known[i], nullptr);
      if (bytes == chosen[i]->bytes) {
        ++outcome.unchanged;
        continue;
      }
      if (bytes) change.Remove(DocOfKey(*known[i]), ParseFact(*bytes, DocOfKey(*known[i])));
    }
    known[i] ? ++outcome.updated : ++outcome.added;
    change.Add(*chosen[i]);
  }
  Commit(change);
  outcome.version = state_.version;
  return outcome;
}

void RocksStore::Commit(Change& change) {
  if (change.empty()) return;
  change.Write();
  state_ = change.state();
  for (const uint64_t doc : change.removed()) life_->Stamp(doc, state_.version);
  for (const auto& [doc, fact] : change.added()) AddVector(doc, fact->vector);
  Publish();
}

uint64_t RocksStore::Erase(std::span<const std::string> ids) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  const std::set<std::string> distinct(ids.begin(), ids.end());
  std::vector<uint64_t> docs;
  for (const auto& doc : db_->GetAll(Family::kIds, {distinct.begin(), distinct.end()}, nullptr)) {
    if (doc) docs.push_back(DocOfKey(*doc));
  }
  return EraseDocs(docs);
}

uint64_t RocksStore::EraseSubject(const std::string& subject_key) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  std::vector<uint64_t> docs;
  for (const SubjectEntry& entry : current_->FactsOfSubject(subject_key, kNoLimit)) docs.push_back(entry.doc);
  return EraseDocs(docs);
}

uint64_t RocksStore::EraseSource(const std::string& source) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  std::vector<uint64_t> docs;
  db_->Scan(Family::kSources, SourcePrefix(source), nullptr, [&docs](std::string_view key, std::string_view) {
    docs.push_back(DocOfKey(key));
    return true;
  });
  std::erase_if(docs, [&](uint64_t doc) { return current_->Load({&doc, 1}).front().source() != source; });
  return EraseDocs(docs);
}

uint64_t RocksStore::EraseDocs(const std::vector<uint64_t>& docs) {
  Change change(*db_, state_);
  const std::vector<v1::Fact> facts = current_->Load(docs);
  for (size_t i = 0; i < docs.size(); ++i) change.Remove(docs[i], facts[i]);
  Commit(change);
  return docs.size();
}

void RocksStore::Publish() {
  auto next = std::make_shared<const RocksSnapshot>(db_, life_, vectors_.View(), state_, bm25_, dir_);
  const std::lock_guard lock(publishing_);
  current_ = std::move(next);
}

std::shared_ptr<const StoreSnapshot> RocksStore::Pin() const {
  const std::lock_guard lock(publishing_);
  return current_;
}

}  // namespace lethe

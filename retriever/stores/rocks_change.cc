#include "retriever/stores/rocks_change.h"

#include <rocksdb/write_batch.h>

#include <algorithm>

#include "base/error.h"
#include "retriever/fact.h"
#include "retriever/indexes/doc_life.h"
#include "retriever/stores/vector_record.h"

namespace lethe {
RocksChange::RocksChange(RocksDb& db, const StoreState& before, std::string note)
    : db_(db),
      state_(before),
      first_doc_(before.next_doc),
      time_ms_(NowMs()),
      note_(std::move(note)),
      batch_(std::make_unique<rocksdb::WriteBatch>()) {
  ++state_.version;
}

RocksChange::~RocksChange() = default;

template <typename Visit>
void RocksChange::ForEachRecord(const FactKeys& keys, const std::string& source, Visit visit) {
  if (!keys.subject.empty()) visit(Family::kKeys, RelationPrefix(keys.subject, keys.relation));
  for (const std::string& alias : keys.aliases) visit(Family::kAliases, AliasSubjectPrefix(alias, keys.subject));
  if (!source.empty()) visit(Family::kSources, SourcePrefix(source));
}

void RocksChange::Put(Family family, std::string_view key, std::string_view value) {
  batch_->Put(db_.family(family), key, value);
}

void RocksChange::Delete(Family family, std::string_view key) {
  batch_->Delete(db_.family(family), key);
}

void RocksChange::Add(const PreparedFact& fact) {
  const uint64_t doc = state_.next_doc++;
  if (doc >= DocLife::kMaxDocs)
    throw Error(Code::kResourceExhausted, "the store has used up its fact numbers; export it and import it anew");
  const std::string number = DocKey(doc);
  Put(Family::kFacts, number, fact.bytes);
  Put(Family::kIds, fact.id, number);
  vector_bytes_.clear();
  EncodeVector(fact.vector, vector_bytes_);
  Put(Family::kVectors, number, vector_bytes_);
  ForEachRecord(fact.keys, fact.source,
                [&](Family family, const std::string& prefix) { Put(family, prefix + number, {}); });
  for (const Term& term : fact.words.terms) postings_[term.text].push_back({doc, term.count, fact.words.length});
  added_.emplace_back(doc, &fact);
  ++state_.facts;
  state_.terms += fact.words.length;
}

void RocksChange::Remove(uint64_t doc, const v1::Fact& fact, std::string_view bytes) {
  const std::string number = DocKey(doc);
  Delete(Family::kFacts, number);
  Delete(Family::kIds, fact.id());
  Delete(Family::kVectors, number);
  ForEachRecord(KeysOf(fact), fact.source(),
                [&](Family family, const std::string& prefix) { Delete(family, prefix + number); });
  Put(Family::kTombstones, number, DocKey(state_.version));
  Put(Family::kHistory, UndoKey(state_.version, doc), bytes);
  Put(Family::kDeletions, DeletionKey(fact.id(), doc),
      EncodeDeletion({doc, state_.version, time_ms_, DigestOf(bytes)}));
  removed_.push_back(doc);
  --state_.facts;
  state_.terms -= AnalyzeDocument(SearchableText(fact)).length;
  ++state_.tombstones;
}

void RocksChange::Write(uint64_t updated) {
  MergePostings();
  RecordVersion(updated);
  Put(Family::kManifest, kStateKey, EncodeState(state_));
  db_.Write(*batch_);
}

void RocksChange::RecordVersion(uint64_t updated) {
  VersionRecord record;
  record.version = state_.version;
  record.time_ms = time_ms_;
  record.added = added_.size() - updated;
  record.updated = updated;
  record.removed = removed_.size() - updated;
  record.first_doc = first_doc_;
  record.end_doc = state_.next_doc;
  record.facts = state_.facts;
  record.note = note_;
  Put(Family::kHistory, HistoryKey(record.version), EncodeVersion(record));
}

// In key order, which RocksDB's memtable takes in faster.
void RocksChange::MergePostings() {
  std::vector<std::pair<std::string_view, const std::vector<Posting>*>> ordered;
  ordered.reserve(postings_.size());
  for (const auto& [term, postings] : postings_) ordered.emplace_back(term, &postings);
  std::sort(ordered.begin(), ordered.end());
  for (const auto& [term, postings] : ordered) MergeTerm(term, *postings);
}

// One block a chunk of documents.
void RocksChange::MergeTerm(std::string_view term, const std::vector<Posting>& postings) {
  const std::string prefix = TermPrefix(term);
  const auto merge = [&](const std::vector<Posting>& block) {
    batch_->Merge(db_.family(Family::kPostings), prefix + DocKey(block.front().doc / kChunkDocs),
                  EncodePostings(block));
  };
  if (postings.front().doc / kChunkDocs == postings.back().doc / kChunkDocs) return merge(postings);
  for (auto begin = postings.begin(); begin != postings.end();) {
    const uint64_t chunk = begin->doc / kChunkDocs;
    const auto end =
        std::find_if(begin, postings.end(), [chunk](const Posting& p) { return p.doc / kChunkDocs != chunk; });
    merge({begin, end});
    begin = end;
  }
}

}  // namespace lethe

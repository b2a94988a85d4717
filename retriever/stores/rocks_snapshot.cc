#include "retriever/stores/rocks_snapshot.h"

#include "base/error.h"
#include "retriever/stores/rocks_verify.h"
#include "retriever/stores/store_copy.h"
#include "retriever/stores/store_rules.h"
#include "retriever/stores/vector_record.h"

namespace lethe {

RocksSnapshot::RocksSnapshot(std::shared_ptr<RocksDb> db, std::shared_ptr<const DocLife> life, VectorView vectors,
                             StoreState state, Bm25Config bm25, Path dir)
    : db_(std::move(db)),
      life_(std::move(life)),
      vectors_(std::move(vectors)),
      state_(state),
      bm25_(bm25),
      dir_(std::move(dir)),
      snapshot_(db_->TakeSnapshot()) {}

RocksSnapshot::~RocksSnapshot() {
  db_->ReleaseSnapshot(snapshot_);
}

StoreStats RocksSnapshot::Stats() const {
  StoreStats stats;
  stats.facts = state_.facts;
  stats.bytes = BytesUnder(dir_);
  stats.version = state_.version;
  stats.terms = state_.terms;
  stats.segments = vectors_.segments.size();
  stats.fresh = vectors_.fresh_count;
  stats.tombstones = state_.tombstones;
  size_t largest = 0;
  for (const auto& segment : vectors_.segments) {
    stats.memory_bytes += segment->memory_bytes();
    if (segment->docs().size() <= largest) continue;
    largest = segment->docs().size();
    stats.index = segment->kind();
  }
  stats.memory_bytes += vectors_.fresh_count * (vectors_.dimension * sizeof(float) + sizeof(uint64_t));
  return stats;
}

std::optional<v1::Fact> RocksSnapshot::Get(const std::string& id) const {
  const std::optional<std::string> doc = db_->Get(Family::kIds, id, snapshot_);
  if (!doc) return std::nullopt;
  const uint64_t number = DocOfKey(*doc);
  return std::move(Load({&number, 1}).front());
}

std::vector<v1::Fact> RocksSnapshot::Load(std::span<const uint64_t> docs) const {
  std::vector<std::string> keys;
  keys.reserve(docs.size());
  for (const uint64_t doc : docs) keys.push_back(DocKey(doc));
  const std::vector<std::optional<std::string>> values = db_->GetAll(Family::kFacts, keys, snapshot_);
  std::vector<v1::Fact> facts;
  facts.reserve(docs.size());
  for (size_t i = 0; i < docs.size(); ++i) {
    if (!values[i])
      throw Error(Code::kDataLoss,
                  StrCat(dir_.string(), ": damaged store: an index names fact ", docs[i], ", which is absent"));
    facts.push_back(ParseFact(*values[i], docs[i]));
  }
  return facts;
}

void RocksSnapshot::ForEach(const std::function<void(const v1::Fact&)>& visit) const {
  db_->Scan(Family::kFacts, {}, snapshot_, [&](std::string_view key, std::string_view value) {
    visit(ParseFact(value, DocOfKey(key)));
    return true;
  });
}

std::vector<v1::Fact> RocksSnapshot::First(size_t count) const {
  std::vector<v1::Fact> facts;
  db_->Scan(Family::kFacts, {}, snapshot_, [&](std::string_view key, std::string_view value) {
    if (facts.size() < count) facts.push_back(ParseFact(value, DocOfKey(key)));
    return facts.size() < count;
  });
  return facts;
}

bool RocksSnapshot::HasSubject(const std::string& subject_key) const {
  bool found = false;
  db_->Scan(Family::kKeys, SubjectPrefix(subject_key), snapshot_, [&found](std::string_view, std::string_view) {
    found = true;
    return false;
  });
  return found;
}

void RocksSnapshot::AppendSubjectsOfAlias(const std::string& alias_key, std::vector<std::string>& subjects) const {
  constexpr size_t kMostRecords = 4096;
  size_t records = 0;
  const size_t before = subjects.size();
  const std::string prefix = AliasPrefix(alias_key);
  db_->Scan(Family::kAliases, prefix, snapshot_, [&](std::string_view key, std::string_view) {
    const std::string_view subject = key.substr(prefix.size(), key.size() - prefix.size() - sizeof(uint64_t) - 1);
    if (subjects.size() == before || subjects.back() != subject) subjects.emplace_back(subject);
    return ++records < kMostRecords;
  });
}

std::vector<std::vector<std::string>> RocksSnapshot::SubjectsNamed(std::span<const std::string> keys) const {
  std::vector<std::vector<std::string>> named(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (HasSubject(keys[i])) named[i].push_back(keys[i]);
    AppendSubjectsOfAlias(keys[i], named[i]);
  }
  return named;
}

std::vector<std::vector<SubjectEntry>> RocksSnapshot::FactsOfSubjects(std::span<const std::string> subject_keys,
                                                                      size_t limit) const {
  std::vector<std::vector<SubjectEntry>> facts(subject_keys.size());
  for (size_t i = 0; i < subject_keys.size(); ++i) {
    const std::string prefix = SubjectPrefix(subject_keys[i]);
    db_->Scan(Family::kKeys, prefix, snapshot_, [&](std::string_view key, std::string_view) {
      const std::string_view relation = key.substr(prefix.size(), key.size() - prefix.size() - sizeof(uint64_t) - 1);
      facts[i].push_back({std::string(relation), DocOfKey(key)});
      return facts[i].size() < limit;
    });
  }
  return facts;
}

std::vector<std::vector<uint64_t>> RocksSnapshot::FactsOfKeys(std::span<const StatementKey> keys, size_t limit) const {
  std::vector<std::vector<uint64_t>> docs(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    db_->Scan(Family::kKeys, RelationPrefix(keys[i].subject, keys[i].relation), snapshot_,
              [&](std::string_view key, std::string_view) {
                docs[i].push_back(DocOfKey(key));
                return docs[i].size() < limit;
              });
  }
  return docs;
}

std::vector<uint64_t> RocksSnapshot::DocsOfSource(const std::string& source) const {
  std::vector<uint64_t> docs;
  db_->Scan(Family::kSources, SourcePrefix(source), snapshot_, [&docs](std::string_view key, std::string_view) {
    docs.push_back(DocOfKey(key));
    return true;
  });
  // The key is a hash of the source.
  std::erase_if(docs, [&](uint64_t doc) { return Load({&doc, 1}).front().source() != source; });
  return docs;
}

void RocksSnapshot::ForEachSharedKey(const std::function<void(const std::vector<v1::Fact>& facts)>& visit) const {
  std::string previous;
  std::vector<uint64_t> docs;
  const auto finish = [&] {
    if (docs.size() > 1) visit(Load(docs));
    docs.clear();
  };
  db_->Scan(Family::kKeys, {}, snapshot_, [&](std::string_view key, std::string_view) {
    const std::string_view prefix = key.substr(0, key.size() - sizeof(uint64_t));
    if (prefix != previous) {
      finish();
      previous = prefix;
    }
    const bool statement = prefix.find('\0') + 2 < prefix.size();  // free text has an empty relation key
    if (statement) docs.push_back(DocOfKey(key));
    return true;
  });
  finish();
}

std::vector<Posting> RocksSnapshot::LivePostings(const std::string& term) const {
  std::vector<Posting> postings;
  db_->Scan(Family::kPostings, TermPrefix(term), snapshot_, [&](std::string_view key, std::string_view value) {
    DecodePostings(value, DocOfKey(key), postings);
    return true;
  });
  if (postings.empty() || !life_->AnyDead(postings.front().doc, postings.back().doc)) return postings;
  const LiveDocs live{life_.get(), state_.version};
  std::erase_if(postings, [&live](const Posting& posting) { return !live.Has(posting.doc); });
  return postings;
}

std::vector<ScoredDoc> RocksSnapshot::Lexical(std::span<const Term> terms, size_t k) const {
  return Match({terms.begin(), terms.end()})->Best(k);
}

std::unique_ptr<LexicalMatch> RocksSnapshot::Match(std::vector<Term> terms) const {
  const auto read = [this](const std::string& term) { return LivePostings(term); };
  return MatchPostings(std::move(terms), read, {state_.facts, state_.terms}, bm25_);
}

std::vector<ScoredDoc> RocksSnapshot::Dense(std::span<const float> query, size_t k) const {
  return vectors_.Search(query, k, {life_.get(), state_.version});
}

void RocksSnapshot::ForEachVector(const std::function<void(uint64_t doc, std::span<const float> row)>& visit) const {
  std::vector<float> row(vectors_.dimension);
  db_->Scan(Family::kVectors, {}, snapshot_, [&](std::string_view key, std::string_view bytes) {
    DecodeVector(bytes, DocOfKey(key), row);
    visit(DocOfKey(key), row);
    return true;
  });
}

VerifyReport RocksSnapshot::Verify(const Embedder& embedder) const {
  return VerifyRocksStore({*db_, snapshot_, vectors_, {life_.get(), state_.version}, state_, embedder});
}

}  // namespace lethe

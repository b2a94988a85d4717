#include "retriever/stores/postgres/pg_snapshot.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/error.h"
#include "base/text.h"
#include "retriever/stores/postgres/pg_verify.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

constexpr uint64_t kFactsAtATime = 1000;
constexpr uint64_t kMostAliasSubjects = 4096;
constexpr size_t kIndexAnswers = 500;  // hnsw.ef_search of the sessions: the index gives no more

constexpr PgStatement kGet = {"get a fact", R"sql(
SELECT doc, fact FROM facts WHERE id = $1 AND id <> '' AND version_from <= $2 AND version_to > $2)sql"};
constexpr PgStatement kLoad = {"load facts", "SELECT doc, fact FROM facts WHERE doc = ANY($1)"};
constexpr PgStatement kPage = {"read facts", R"sql(
SELECT doc, fact FROM facts WHERE doc >= $1 AND doc < $2 AND version_from <= $3 AND version_to > $3
ORDER BY doc LIMIT $4)sql"};
// The limits in LATERAL keep the planner at one probe of an index for each key.
constexpr PgStatement kSubjectsNamed = {"look for subjects", R"sql(
WITH asked AS (SELECT * FROM unnest($1, $2) WITH ORDINALITY AS n(hash, key, at))
SELECT at, false AS by_alias, key COLLATE "C" AS subject FROM asked CROSS JOIN LATERAL
  (SELECT FROM facts WHERE subject_hash = hash AND subject_key = key AND subject_key <> ''
   AND version_from <= $3 AND version_to > $3 LIMIT 1) known
UNION ALL
SELECT at, true, subject_key FROM asked CROSS JOIN LATERAL
  (SELECT DISTINCT f.subject_key FROM aliases a JOIN facts f USING (doc)
   WHERE a.alias_hash = hash AND a.alias_key = key AND f.version_from <= $3 AND f.version_to > $3
   ORDER BY f.subject_key LIMIT $4) named
ORDER BY at, by_alias, subject)sql"};
constexpr PgStatement kFactsOfSubjects = {"read subjects' facts", R"sql(
SELECT at, relation_key, doc FROM unnest($1, $2) WITH ORDINALITY AS n(hash, key, at) CROSS JOIN LATERAL
  (SELECT relation_key, doc FROM facts WHERE subject_hash = hash AND subject_key = key AND subject_key <> ''
   AND version_from <= $3 AND version_to > $3 ORDER BY relation_key, doc LIMIT $4) f
ORDER BY at, relation_key, doc)sql"};
constexpr PgStatement kFactsOfKeys = {"look keys up", R"sql(
SELECT at, doc FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS n(subject, relation, subject_text, relation_text, at)
CROSS JOIN LATERAL
  (SELECT doc FROM facts WHERE subject_hash = subject AND relation_hash = relation
   AND subject_key = subject_text AND subject_key <> '' AND relation_key = relation_text
   AND version_from <= $5 AND version_to > $5 ORDER BY doc LIMIT $6) f
ORDER BY at, doc)sql"};
constexpr PgStatement kDocsOfSource = {"read a source's facts", R"sql(
SELECT doc FROM facts WHERE source_hash = $1 AND source = $2 AND source <> ''
AND version_from <= $3 AND version_to > $3 ORDER BY doc)sql"};
constexpr PgStatement kSharedKeys = {"find shared keys", R"sql(
SELECT array_to_string(array_agg(doc ORDER BY doc), ' ') FROM facts
WHERE subject_key <> '' AND relation_key <> '' AND version_from <= $1 AND version_to > $1
GROUP BY subject_key, relation_key HAVING count(*) > 1 ORDER BY subject_key, relation_key)sql"};
constexpr PgStatement kPostings = {"read postings", R"sql(
SELECT term, first_doc, blocks FROM postings WHERE term = ANY($1) AND first_doc < $2 ORDER BY term, first_doc)sql"};
// The index is asked for the nearest rows of any version; what of them is of
// this one is looked up behind it.
constexpr PgStatement kNearest = {"search vectors", R"sql(
SELECT near.doc, near.product FROM
  (SELECT doc, vector <#> $1::text::vector AS product FROM vectors ORDER BY vector <#> $1::text::vector LIMIT $2) near
  JOIN facts f USING (doc)
WHERE f.version_from <= $3 AND f.version_to > $3 ORDER BY near.product, near.doc LIMIT $4)sql"};
// The sum keeps the planner from the index, which answers approximately.
constexpr PgStatement kNearestExactly = {"search vectors exactly", R"sql(
SELECT v.doc, (v.vector <#> $1::text::vector) + 0 AS product FROM vectors v JOIN facts f USING (doc)
WHERE f.version_from <= $2 AND f.version_to > $2 ORDER BY product, v.doc LIMIT $3)sql"};
constexpr PgStatement kTombstones = {"count dead facts", "SELECT tombstones FROM state"};

std::vector<uint64_t> Docs(const PgResult& rows) {
  std::vector<uint64_t> docs(rows.rows());
  for (size_t i = 0; i < docs.size(); ++i) docs[i] = rows.Int(i, 0);
  return docs;
}

std::vector<uint64_t> Hashes(std::span<const std::string> keys) {
  std::vector<uint64_t> hashes;
  for (const std::string& key : keys) hashes.push_back(PgHash(key));
  return hashes;
}

// The operator gives the negative product.
std::vector<ScoredDoc> Scored(const PgResult& rows) {
  std::vector<ScoredDoc> docs;
  for (size_t i = 0; i < rows.rows(); ++i) docs.push_back({rows.Int(i, 0), -rows.Float(i, 1)});
  return docs;
}

// PostgreSQL's limits are signed.
uint64_t Limit(size_t limit) {
  return std::min<uint64_t>(limit, ~uint64_t{0} >> 1);
}

}  // namespace

uint64_t PgHash(std::string_view key) {
  return StableHash(key);
}

PgResult PgSnapshot::Ask(const PgStatement& statement, const PgParams& params) const {
  PgResult result(nullptr);
  shared_->pool->Run([&](PgConnection& connection) { result = connection.Run(statement, params); });
  if (version_->lost()) {
    throw Error(Code::kUnavailable, StrCat(shared_->pool->address().shown, ": version ", version(),
                                           " was dropped while the connection was lost; ask again"));
  }
  return result;
}

StoreStats PgSnapshot::Stats() const {
  StoreStats stats;
  stats.facts = version_->facts;
  stats.bytes = PgBytes(*shared_->pool);
  stats.version = version();
  stats.terms = version_->terms;
  stats.tombstones = Ask(kTombstones, {}).Int(0, 0);
  stats.memory_bytes = shared_->resident->memory_bytes();
  const bool indexed = shared_->vectors == PgVectors::kExtension && HasVectorIndex(*shared_->pool);
  stats.segments = indexed ? 1 : 0;
  stats.fresh = indexed ? 0 : version_->facts;
  stats.index = indexed ? "HNSW (pgvector)" : "";
  return stats;
}

std::optional<v1::Fact> PgSnapshot::Get(const std::string& id) const {
  if (id.empty() || HasZeroByte(id)) return std::nullopt;
  const PgResult row = Ask(kGet, PgParams().Text(id).Int(version()));
  if (row.empty()) return std::nullopt;
  return ParseFact(row.Bytes(0, 1), row.Int(0, 0));
}

std::vector<v1::Fact> PgSnapshot::Load(std::span<const uint64_t> docs) const {
  if (docs.empty()) return {};
  const PgResult rows = Ask(kLoad, PgParams().Ints(docs));
  std::unordered_map<uint64_t, size_t> row_of;
  for (size_t i = 0; i < rows.rows(); ++i) row_of[rows.Int(i, 0)] = i;
  std::vector<v1::Fact> facts;
  facts.reserve(docs.size());
  for (const uint64_t doc : docs) {
    const auto row = row_of.find(doc);
    if (row == row_of.end()) {
      throw Error(Code::kDataLoss, StrCat(shared_->pool->address().shown, ": damaged store: an index names fact ", doc,
                                          ", which is absent"));
    }
    facts.push_back(ParseFact(rows.Bytes(row->second, 1), doc));
  }
  return facts;
}

// No connection is held while the visitor works.
void PgSnapshot::ForEach(const std::function<void(const v1::Fact&)>& visit) const {
  for (uint64_t next = 0;;) {
    const PgResult page = Ask(kPage, PgParams().Int(next).Int(version_->end_doc).Int(version()).Int(kFactsAtATime));
    for (size_t i = 0; i < page.rows(); ++i) visit(ParseFact(page.Bytes(i, 1), page.Int(i, 0)));
    if (page.rows() < kFactsAtATime) return;
    next = page.Int(page.rows() - 1, 0) + 1;
  }
}

std::vector<v1::Fact> PgSnapshot::First(size_t count) const {
  const PgResult page = Ask(kPage, PgParams().Int(0).Int(version_->end_doc).Int(version()).Int(Limit(count)));
  std::vector<v1::Fact> facts;
  for (size_t i = 0; i < page.rows(); ++i) facts.push_back(ParseFact(page.Bytes(i, 1), page.Int(i, 0)));
  return facts;
}

std::vector<std::vector<std::string>> PgSnapshot::SubjectsNamed(std::span<const std::string> keys) const {
  std::vector<std::vector<std::string>> named(keys.size());
  if (keys.empty()) return named;
  const PgResult rows =
      Ask(kSubjectsNamed, PgParams().Ints(Hashes(keys)).Texts(keys).Int(version()).Int(kMostAliasSubjects));
  for (size_t i = 0; i < rows.rows(); ++i) named[rows.Int(i, 0) - 1].push_back(rows.Text(i, 2));
  return named;
}

std::vector<std::vector<SubjectEntry>> PgSnapshot::FactsOfSubjects(std::span<const std::string> subject_keys,
                                                                   size_t limit) const {
  std::vector<std::vector<SubjectEntry>> facts(subject_keys.size());
  if (subject_keys.empty()) return facts;
  const PgResult rows =
      Ask(kFactsOfSubjects, PgParams().Ints(Hashes(subject_keys)).Texts(subject_keys).Int(version()).Int(Limit(limit)));
  for (size_t i = 0; i < rows.rows(); ++i) facts[rows.Int(i, 0) - 1].push_back({rows.Text(i, 1), rows.Int(i, 2)});
  return facts;
}

std::vector<std::vector<uint64_t>> PgSnapshot::FactsOfKeys(std::span<const StatementKey> keys, size_t limit) const {
  std::vector<std::vector<uint64_t>> docs(keys.size());
  if (keys.empty()) return docs;
  std::vector<std::string> subjects, relations;
  for (const StatementKey& key : keys) {
    subjects.push_back(key.subject);
    relations.push_back(key.relation);
  }
  const PgResult rows = Ask(kFactsOfKeys, PgParams()
                                              .Ints(Hashes(subjects))
                                              .Ints(Hashes(relations))
                                              .Texts(subjects)
                                              .Texts(relations)
                                              .Int(version())
                                              .Int(Limit(limit)));
  for (size_t i = 0; i < rows.rows(); ++i) docs[rows.Int(i, 0) - 1].push_back(rows.Int(i, 1));
  return docs;
}

std::vector<uint64_t> PgSnapshot::DocsOfSource(const std::string& source) const {
  if (source.empty() || HasZeroByte(source)) return {};
  return Docs(Ask(kDocsOfSource, PgParams().Int(PgHash(source)).Text(source).Int(version())));
}

void PgSnapshot::ForEachSharedKey(const std::function<void(const std::vector<v1::Fact>& facts)>& visit) const {
  const PgResult groups = Ask(kSharedKeys, PgParams().Int(version()));
  for (size_t i = 0; i < groups.rows(); ++i) {
    std::vector<uint64_t> docs;
    for (const std::string_view doc : SplitWords(groups.Bytes(i, 0))) docs.push_back(*ParseNumber<uint64_t>(doc));
    visit(Load(docs));
  }
}

std::vector<ScoredDoc> PgSnapshot::Lexical(std::span<const Term> terms, size_t k) const {
  return Match({terms.begin(), terms.end()})->Best(k);
}

std::unique_ptr<LexicalMatch> PgSnapshot::Match(std::vector<Term> terms) const {
  const std::shared_ptr<const DocLife> life = shared_->resident->LifeAt(*version_);
  std::vector<std::string> texts;
  for (const Term& term : terms) texts.push_back(term.text);
  const PgResult rows = Ask(kPostings, PgParams().Texts(texts).Int(version_->end_doc));
  std::map<std::string, std::vector<Posting>, std::less<>> postings;
  for (size_t i = 0; i < rows.rows(); ++i) {
    DecodePostings(rows.Bytes(i, 2), rows.Int(i, 1) / kChunkDocs, postings[rows.Text(i, 0)]);
  }
  const LiveDocs live{life.get(), version()};
  for (auto& [term, list] : postings) {
    std::erase_if(list, [&](const Posting& p) { return p.doc >= version_->end_doc || !live.Has(p.doc); });
  }
  const auto take = [&postings](const std::string& term) { return std::move(postings[term]); };
  return MatchPostings(std::move(terms), take, {version_->facts, version_->terms}, shared_->bm25);
}

std::vector<ScoredDoc> PgSnapshot::Dense(std::span<const float> query, size_t k) const {
  if (k == 0 || version_->facts == 0) return {};
  if (shared_->vectors == PgVectors::kBytes) return shared_->resident->Search(query, k, *version_);
  const std::string text = VectorText(query);
  std::vector<ScoredDoc> found = NearestByIndex(text, k);
  if (found.size() >= std::min<uint64_t>(k, version_->facts)) return found;
  return Scored(Ask(kNearestExactly, PgParams().Text(text).Int(version()).Int(Limit(k))));
}

// Twice as many as asked for, because some are of other versions; nothing where
// the index could not give them.
std::vector<ScoredDoc> PgSnapshot::NearestByIndex(const std::string& query, size_t k) const {
  if (k > kIndexAnswers) return {};
  const uint64_t asked = std::min(2 * k + 16, kIndexAnswers);
  return Scored(Ask(kNearest, PgParams().Text(query).Int(asked).Int(version()).Int(k)));
}

VerifyReport PgSnapshot::Verify(const Embedder& embedder) const {
  return VerifyPgStore(*this, embedder);
}

}  // namespace lethe

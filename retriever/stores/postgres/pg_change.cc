#include "retriever/stores/postgres/pg_change.h"

#include <random>

#include "base/error.h"
#include "base/text.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store_rules.h"
#include "retriever/stores/vector_record.h"

namespace lethe {
namespace {

constexpr uint64_t kRowsAtATime = 1000;

constexpr PgStatement kLockState = {"lock the state",
                                    "SELECT version, next_doc, facts, terms, tombstones FROM state FOR UPDATE"};
constexpr PgStatement kWithIds = {"find facts by id", R"sql(
SELECT doc, terms, id, fact FROM facts
WHERE id = ANY($1) AND id <> '' AND version_to = 9223372036854775807 ORDER BY doc)sql"};
constexpr PgStatement kOfSubject = {"find facts of a subject", R"sql(
SELECT doc, terms, id, fact FROM facts WHERE subject_hash = $1 AND subject_key = $2 AND subject_key <> ''
AND version_to = 9223372036854775807 ORDER BY doc)sql"};
constexpr PgStatement kOfSource = {"find facts of a source", R"sql(
SELECT doc, terms, id, fact FROM facts WHERE source_hash = $1 AND source = $2 AND source <> ''
AND version_to = 9223372036854775807 ORDER BY doc)sql"};
constexpr PgStatement kLiving = {"read living facts", R"sql(
SELECT doc, terms, id, fact FROM facts WHERE doc >= $1 AND version_to = 9223372036854775807 ORDER BY doc LIMIT $2)sql"};
constexpr PgStatement kEnd = {"end facts", "UPDATE facts SET version_to = $2 WHERE doc = ANY($1)"};
constexpr PgStatement kDeletions = {"remember deletions", R"sql(
INSERT INTO deletions SELECT d.id_hash, d.doc, $4, $5, d.digest
FROM unnest($1, $2, $3) AS d (id_hash, doc, digest) ON CONFLICT DO NOTHING)sql"};
constexpr PgStatement kInsertFacts = {"insert facts", R"sql(
INSERT INTO facts (doc, version_from, subject_hash, relation_hash, source_hash, terms, id, subject_key, relation_key,
                   source, fact)
SELECT f.doc, $2, f.subject_hash, f.relation_hash, f.source_hash, f.terms, f.id, f.subject_key, f.relation_key,
       f.source, f.fact
FROM unnest($1, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     AS f (doc, subject_hash, relation_hash, source_hash, terms, id, subject_key, relation_key, source, fact))sql"};
constexpr PgStatement kInsertAliases = {"insert aliases", "INSERT INTO aliases SELECT * FROM unnest($1, $2, $3)"};
constexpr PgStatement kInsertPostings = {"insert postings", "INSERT INTO postings SELECT * FROM unnest($1, $2, $3)"};
constexpr PgStatement kInsertBytes = {"insert vectors", "INSERT INTO vectors SELECT * FROM unnest($1, $2)"};
constexpr PgStatement kInsertVectors = {"insert vectors of pgvector",
                                        "INSERT INTO vectors SELECT v.doc, v.row::vector FROM unnest($1, $2) AS v "
                                        "(doc, row)"};
constexpr PgStatement kSetState = {"set the state",
                                   "UPDATE state SET version = $1, next_doc = $2, facts = "
                                   "$3, terms = $4, tombstones = $5"};
constexpr PgStatement kInsertVersion = {"insert a version",
                                        "INSERT INTO versions VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr PgStatement kFindChange = {"find a change",
                                     "SELECT version, added, updated, removed FROM versions WHERE change = $1"};

std::vector<PgFactRow> Rows(const PgResult& found) {
  std::vector<PgFactRow> rows;
  for (size_t i = 0; i < found.rows(); ++i) {
    rows.push_back({found.Int(i, 0), found.Int(i, 1), found.Text(i, 2), found.Text(i, 3)});
  }
  return rows;
}

}  // namespace

PgChange::PgChange(PgConnection& connection, const PgShared& shared, const std::string& note)
    : connection_(connection), shared_(shared), note_(note) {
  const PgResult state = connection_.Run(kLockState);
  if (state.empty()) throw Error(Code::kDataLoss, "damaged store: the table state is empty; restore a backup");
  version_ = state.Int(0, 0) + 1;
  first_doc_ = next_doc_ = state.Int(0, 1);
  facts_ = state.Int(0, 2);
  terms_ = state.Int(0, 3);
  tombstones_ = state.Int(0, 4);
}

std::vector<PgFactRow> PgChange::WithIds(std::span<const std::string> ids) {
  std::vector<std::string> known(ids.begin(), ids.end());
  std::erase_if(known, HasZeroByte);
  return Rows(connection_.Run(kWithIds, PgParams().Texts(known)));
}

std::vector<PgFactRow> PgChange::OfSubject(const std::string& subject_key) {
  return Rows(connection_.Run(kOfSubject, PgParams().Int(PgHash(subject_key)).Text(subject_key)));
}

std::vector<PgFactRow> PgChange::OfSource(const std::string& source) {
  if (HasZeroByte(source)) return {};
  return Rows(connection_.Run(kOfSource, PgParams().Int(PgHash(source)).Text(source)));
}

std::vector<PgFactRow> PgChange::Where(const std::function<bool(const v1::Fact&)>& fits) {
  std::vector<PgFactRow> fitting;
  for (uint64_t next = 0;;) {
    std::vector<PgFactRow> page = Rows(connection_.Run(kLiving, PgParams().Int(next).Int(kRowsAtATime)));
    if (page.empty()) return fitting;
    next = page.back().doc + 1;
    for (PgFactRow& row : page) {
      if (fits(ParseFact(row.bytes, row.doc))) fitting.push_back(std::move(row));
    }
  }
}

void PgChange::Remove(const PgFactRow& row) {
  removed_.push_back(row);
  --facts_;
  terms_ -= row.terms;
  ++tombstones_;
}

void PgChange::Add(const PreparedFact& fact) {
  if (next_doc_ >= DocLife::kMaxDocs)
    throw Error(Code::kResourceExhausted, "the store has used up its fact numbers; export it and import it anew");
  added_.push_back(&fact);
  ++next_doc_;
  ++facts_;
  terms_ += fact.words.length;
}

PgOutcome PgChange::Write(uint64_t updated, const std::string& token) {
  if (!removed_.empty()) EndRemoved();
  if (!added_.empty()) {
    InsertFacts();
    InsertAliases();
    InsertPostings();
    InsertVectors();
  }
  const PgOutcome outcome = {version_, added_.size() - updated, updated, removed_.size() - updated};
  connection_.Run(kSetState, PgParams().Int(version_).Int(next_doc_).Int(facts_).Int(terms_).Int(tombstones_));
  connection_.Run(kInsertVersion, PgParams()
                                      .Int(version_)
                                      .Int(NowMs())
                                      .Int(outcome.added)
                                      .Int(outcome.updated)
                                      .Int(outcome.removed)
                                      .Int(next_doc_)
                                      .Int(facts_)
                                      .Int(terms_)
                                      .Text(note_)
                                      .Text(token));
  return outcome;
}

void PgChange::EndRemoved() {
  std::vector<uint64_t> docs;
  std::vector<std::string> hashes, digests;
  for (const PgFactRow& row : removed_) {
    docs.push_back(row.doc);
    hashes.push_back(HashOfId(row.id));
    digests.push_back(DigestOf(row.bytes));
  }
  connection_.Run(kEnd, PgParams().Ints(docs).Int(version_));
  connection_.Run(kDeletions, PgParams().BytesList(hashes).Ints(docs).BytesList(digests).Int(version_).Int(NowMs()));
}

void PgChange::InsertFacts() {
  std::vector<uint64_t> docs, subject_hashes, relation_hashes, source_hashes, terms;
  std::vector<std::string> ids, subjects, relations, sources, bytes;
  for (const PreparedFact* fact : added_) {
    docs.push_back(first_doc_ + docs.size());
    subject_hashes.push_back(PgHash(fact->keys.subject));
    relation_hashes.push_back(PgHash(fact->keys.relation));
    source_hashes.push_back(PgHash(fact->source));
    terms.push_back(fact->words.length);
    ids.push_back(fact->id);
    subjects.push_back(fact->keys.subject);
    relations.push_back(fact->keys.relation);
    sources.push_back(fact->source);
    bytes.push_back(fact->bytes);
  }
  connection_.Run(kInsertFacts, PgParams()
                                    .Ints(docs)
                                    .Int(version_)
                                    .Ints(subject_hashes)
                                    .Ints(relation_hashes)
                                    .Ints(source_hashes)
                                    .Ints(terms)
                                    .Texts(ids)
                                    .Texts(subjects)
                                    .Texts(relations)
                                    .Texts(sources)
                                    .BytesList(bytes));
}

void PgChange::InsertAliases() {
  std::vector<uint64_t> docs, hashes;
  std::vector<std::string> keys;
  for (size_t i = 0; i < added_.size(); ++i) {
    for (const std::string& alias : added_[i]->keys.aliases) {
      docs.push_back(first_doc_ + i);
      hashes.push_back(PgHash(alias));
      keys.push_back(alias);
    }
  }
  if (!docs.empty()) connection_.Run(kInsertAliases, PgParams().Ints(docs).Ints(hashes).Texts(keys));
}

// A row for each term and chunk of documents; in the order of the index, which
// takes them in faster.
void PgChange::InsertPostings() {
  std::map<std::pair<std::string_view, uint64_t>, std::vector<Posting>> blocks;
  for (size_t i = 0; i < added_.size(); ++i) {
    const uint64_t doc = first_doc_ + i;
    for (const Term& term : added_[i]->words.terms) {
      blocks[{term.text, doc / kChunkDocs}].push_back({doc, term.count, added_[i]->words.length});
    }
  }
  std::vector<std::string> terms, bytes;
  std::vector<uint64_t> first_docs;
  for (const auto& [key, postings] : blocks) {
    terms.emplace_back(key.first);
    first_docs.push_back(postings.front().doc);
    bytes.push_back(EncodePostings(postings));
  }
  if (!terms.empty()) connection_.Run(kInsertPostings, PgParams().Texts(terms).Ints(first_docs).BytesList(bytes));
}

void PgChange::InsertVectors() {
  std::vector<uint64_t> docs;
  std::vector<std::string> rows;
  for (size_t i = 0; i < added_.size(); ++i) {
    docs.push_back(first_doc_ + i);
    if (shared_.vectors == PgVectors::kExtension) {
      rows.push_back(VectorText(added_[i]->vector));
    } else {
      EncodeVector(added_[i]->vector, rows.emplace_back());
    }
  }
  if (shared_.vectors == PgVectors::kExtension) {
    connection_.Run(kInsertVectors, PgParams().Ints(docs).Texts(rows));
  } else {
    connection_.Run(kInsertBytes, PgParams().Ints(docs).BytesList(rows));
  }
}

std::string NewChangeToken() {
  std::random_device random;
  return StrCat(std::hex, random(), "-", random(), "-", random(), "-", random());
}

std::optional<PgOutcome> FindChange(PgConnection& connection, const std::string& token) {
  const PgResult row = connection.Run(kFindChange, PgParams().Text(token));
  if (row.empty()) return std::nullopt;
  return PgOutcome{row.Int(0, 0), row.Int(0, 1), row.Int(0, 2), row.Int(0, 3)};
}

}  // namespace lethe

#include "retriever/stores/postgres/pg_verify.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/lexical/postings.h"
#include "retriever/stores/postgres/pg_snapshot.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/store_rules.h"
#include "retriever/stores/vector_record.h"

namespace lethe {
namespace {

constexpr uint64_t kRowsAtATime = 1000;

#define LETHE_PG_FACTS(vector)                                                 \
  "SELECT f.doc, f.fact, f.id, f.subject_key, f.relation_key, f.source, "      \
  "f.subject_hash, f.relation_hash, "                                          \
  "f.source_hash, f.terms, " vector                                            \
  " FROM facts f LEFT JOIN vectors v USING (doc) WHERE f.doc >= $1 AND f.doc " \
  "< $2 AND f.version_from <= $3 AND "                                         \
  "f.version_to > $3 ORDER BY f.doc LIMIT $4"
constexpr PgStatement kFactsWithBytes = {"verify facts", LETHE_PG_FACTS("v.vector")};
constexpr PgStatement kFactsWithVectors = {"verify facts with pgvector", LETHE_PG_FACTS("vector_send(v.vector)")};
#undef LETHE_PG_FACTS
constexpr PgStatement kAliases = {"verify aliases", R"sql(
SELECT a.doc, a.alias_key, a.alias_hash FROM aliases a JOIN facts f USING (doc)
WHERE a.doc >= $1 AND a.doc < $2 AND f.version_from <= $3 AND f.version_to > $3)sql"};
constexpr PgStatement kPostings = {"verify postings", R"sql(
SELECT term, first_doc, blocks FROM postings WHERE (term, first_doc) > ($1, $2) ORDER BY term, first_doc LIMIT $3)sql"};

class Verifier {
 public:
  Verifier(const PgSnapshot& snapshot, const Embedder& embedder) : store_(snapshot), embedder_(embedder) {}

  VerifyReport Run() {
    for (uint64_t next = 0; ReadPage(next);) continue;
    CheckPostings();
    for (const auto& [doc, rest] : expected_) {
      if (rest != 0) Problem("fact ", doc, ": its postings do not match its words");
    }
    const PgVersion& pinned = store_.pinned();
    if (pinned.facts != report_.facts) Problem("versions: counts ", pinned.facts, " facts, there are ", report_.facts);
    if (pinned.terms != terms_) Problem("versions: counts ", pinned.terms, " terms, there are ", terms_);
    return std::move(report_);
  }

 private:
  template <typename... Parts>
  void Problem(const Parts&... parts) {
    AddProblem(report_, StrCat(parts...));
  }

  // False when that was the last one.
  bool ReadPage(uint64_t& next) {
    const PgStatement& statement =
        store_.shared().vectors == PgVectors::kExtension ? kFactsWithVectors : kFactsWithBytes;
    const PgResult page = store_.Ask(
        statement, PgParams().Int(next).Int(store_.pinned().end_doc).Int(store_.version()).Int(kRowsAtATime));
    if (page.empty()) return false;
    const uint64_t end = page.Int(page.rows() - 1, 0) + 1;
    std::unordered_map<uint64_t, std::vector<std::string>> aliases = ReadAliases(next, end);
    for (size_t i = 0; i < page.rows(); ++i) {
      const uint64_t doc = page.Int(i, 0);
      ++report_.facts;
      v1::Fact fact;
      const std::string_view bytes = page.Bytes(i, 1);
      if (fact.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        CheckFact(doc, page, i, fact, aliases[doc]);
      } else {
        Problem("fact ", doc, ": cannot be parsed");
      }
    }
    next = end;
    return page.rows() == kRowsAtATime;
  }

  std::unordered_map<uint64_t, std::vector<std::string>> ReadAliases(uint64_t begin, uint64_t end) {
    const PgResult rows = store_.Ask(kAliases, PgParams().Int(begin).Int(end).Int(store_.version()));
    std::unordered_map<uint64_t, std::vector<std::string>> aliases;
    for (size_t i = 0; i < rows.rows(); ++i) {
      if (rows.Int(i, 2) != PgHash(rows.Bytes(i, 1))) Problem("alias of fact ", rows.Int(i, 0), ": has a wrong hash");
      aliases[rows.Int(i, 0)].push_back(rows.Text(i, 1));
    }
    for (auto& [doc, keys] : aliases) std::sort(keys.begin(), keys.end());
    return aliases;
  }

  void CheckFact(uint64_t doc, const PgResult& page, size_t i, const v1::Fact& fact,
                 const std::vector<std::string>& aliases) {
    const PreparedFact wanted = Prepare(fact);
    const auto check = [&](bool holds, const char* what) {
      if (!holds) Problem("fact ", doc, ": its ", what, " is not in its row");
    };
    check(page.Bytes(i, 2) == wanted.id, "id");
    check(page.Bytes(i, 3) == wanted.keys.subject && page.Int(i, 6) == PgHash(wanted.keys.subject), "subject");
    check(page.Bytes(i, 4) == wanted.keys.relation && page.Int(i, 7) == PgHash(wanted.keys.relation), "relation");
    check(page.Bytes(i, 5) == wanted.source && page.Int(i, 8) == PgHash(wanted.source), "source");
    check(page.Int(i, 9) == wanted.words.length, "number of terms");
    if (aliases != wanted.keys.aliases) Problem("fact ", doc, ": its alias rows do not match it");
    if (!ids_.insert(StableHash(wanted.id)).second) Problem("fact ", doc, ": its id ", wanted.id, " is there twice");
    terms_ += wanted.words.length;
    uint64_t& sum = expected_[doc];
    for (const Term& term : wanted.words.terms) sum += PostingHash(term.text, term.count, wanted.words.length);
    if (page.IsNull(i, 10)) {
      Problem("fact ", doc, ": has no vector");
    } else {
      CheckVector(doc, page.Bytes(i, 10), fact);
    }
  }

  void CheckVector(uint64_t doc, std::string_view bytes, const v1::Fact& fact) {
    ++report_.vectors;
    const std::vector<float> wanted = embedder_.EmbedOne(SearchableText(fact));
    std::vector<float> row(wanted.size());
    if (!Decode(bytes, doc, row)) return;
    if (!IsSameEmbedding(row, wanted)) Problem("fact ", doc, ": its vector is not what the embedder gives");
  }

  bool Decode(std::string_view bytes, uint64_t doc, std::span<float> row) {
    try {
      if (store_.shared().vectors == PgVectors::kBytes) {
        DecodeVector(bytes, doc, row);
        return true;
      }
      if (DecodeSentVector(bytes, row)) return true;
      Problem("fact ", doc, ": its vector has another dimension");
    } catch (const Error& error) {
      Problem("fact ", doc, ": ", error.what());
    }
    return false;
  }

  // What is left of the sums is wrong; documents of other versions are none of
  // this one's.
  void CheckPostings() {
    std::string term;
    uint64_t first_doc = 0;
    for (size_t rows = kRowsAtATime; rows == kRowsAtATime;) {
      const PgResult page = store_.Ask(kPostings, PgParams().Text(term).Int(first_doc).Int(kRowsAtATime));
      rows = page.rows();
      for (size_t i = 0; i < rows; ++i) Subtract(page, i);
      if (rows == 0) return;
      term = page.Text(rows - 1, 0);
      first_doc = page.Int(rows - 1, 1);
    }
  }

  void Subtract(const PgResult& page, size_t row) {
    std::vector<Posting> postings;
    try {
      DecodePostings(page.Bytes(row, 2), page.Int(row, 1) / kChunkDocs, postings);
    } catch (const Error& error) {
      Problem("postings of \"", page.Bytes(row, 0), "\": ", error.what());
    }
    for (const Posting& posting : postings) {
      const auto it = expected_.find(posting.doc);
      if (it == expected_.end()) continue;
      ++report_.postings;
      it->second -= PostingHash(page.Bytes(row, 0), posting.count, posting.length);
    }
  }

  const PgSnapshot& store_;
  const Embedder& embedder_;
  VerifyReport report_;
  std::unordered_map<uint64_t, uint64_t> expected_;  // of each document, the sum of what its postings hold
  std::unordered_set<uint64_t> ids_;  // hashes
  uint64_t terms_ = 0;
};

}  // namespace

VerifyReport VerifyPgStore(const PgSnapshot& snapshot, const Embedder& embedder) {
  return Verifier(snapshot, embedder).Run();
}

}  // namespace lethe

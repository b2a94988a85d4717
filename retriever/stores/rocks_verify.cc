#include "retriever/stores/rocks_verify.h"

#include <cstring>
#include <unordered_map>

#include "base/error.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/lexical/postings.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/rocks_snapshot.h"
#include "retriever/stores/store_rules.h"
#include "retriever/stores/vector_record.h"

namespace lethe {
namespace {

// What the indexes hold of one document, as order-free sums of hashes, so that one pass over each family is enough.
struct Expected {
  uint64_t postings = 0;
  uint64_t records = 0;  // keys, aliases, source
  bool vector_seen = false;
};

class Verifier {
 public:
  explicit Verifier(const VerifyInput& input) : in_(input) {}

  VerifyReport Run() {
    ReadFacts();
    CheckIds();
    CheckPostings();
    CheckRecords(Family::kKeys, "key");
    CheckRecords(Family::kAliases, "alias");
    CheckRecords(Family::kSources, "source");
    CheckStoredVectors();
    CheckVectorIndex();
    CheckRemainders();
    CheckCounters();
    return std::move(report_);
  }

 private:
  template <typename... Parts>
  void Problem(const Parts&... parts) {
    AddProblem(report_, StrCat(parts...));
  }

  static uint64_t RecordHash(Family family, std::string_view key) {
    return StableHash(StrCat(static_cast<int>(family), '\0', key));
  }

  void Visit(Family family, const RocksDb::Visit& visit) { in_.db.Scan(family, {}, in_.snapshot, visit); }

  void ReadFacts() {
    Visit(Family::kFacts, [this](std::string_view key, std::string_view value) {
      const uint64_t doc = DocOfKey(key);
      ++report_.facts;
      if (!in_.live.Has(doc)) Problem("fact ", doc, ": is marked as deleted, but there");
      v1::Fact fact;
      if (fact.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
        Expect(doc, fact);
      } else {
        Problem("fact ", doc, ": cannot be parsed");
      }
      return true;
    });
  }

  void Expect(uint64_t doc, const v1::Fact& fact) {
    const PreparedFact prepared = Prepare(fact);
    Expected expected;
    for (const Term& term : prepared.words.terms)
      expected.postings += PostingHash(term.text, term.count, prepared.words.length);
    const std::string number = DocKey(doc);
    const auto record = [&](Family family, const std::string& prefix) {
      expected.records += RecordHash(family, prefix + number);
    };
    if (!prepared.keys.subject.empty())
      record(Family::kKeys, RelationPrefix(prepared.keys.subject, prepared.keys.relation));
    for (const std::string& alias : prepared.keys.aliases)
      record(Family::kAliases, AliasSubjectPrefix(alias, prepared.keys.subject));
    if (!prepared.source.empty()) record(Family::kSources, SourcePrefix(prepared.source));
    terms_ += prepared.words.length;
    CheckVector(number, fact);
    expected_.emplace(doc, expected);
    CheckIdOf(doc, prepared.id);
  }

  void CheckIdOf(uint64_t doc, const std::string& id) {
    const std::optional<std::string> stored = in_.db.Get(Family::kIds, id, in_.snapshot);
    if (!stored || DocOfKey(*stored) != doc) Problem("fact ", doc, ": its id ", id, " does not lead to it");
  }

  void CheckVector(const std::string& number, const v1::Fact& fact) {
    const std::optional<std::string> stored = in_.db.Get(Family::kVectors, number, in_.snapshot);
    const std::vector<float> wanted = in_.embedder.EmbedOne(SearchableText(fact));
    if (!stored) {
      Problem("fact ", DocOfKey(number), ": has no vector in RocksDB");
      return;
    }
    std::vector<float> row(wanted.size());
    if (!Decode(*stored, DocOfKey(number), row)) return;
    if (!IsSameEmbedding(row, wanted))
      Problem("fact ", DocOfKey(number), ": its vector is not what ", in_.embedder.name(), " gives");
  }

  bool Decode(const std::string& bytes, uint64_t doc, std::span<float> row) {
    try {
      DecodeVector(bytes, doc, row);
      return true;
    } catch (const Error& error) {
      Problem("fact ", doc, ": ", error.what());
      return false;
    }
  }

  void CheckIds() {
    uint64_t ids = 0;
    Visit(Family::kIds, [&ids](std::string_view, std::string_view) { return ++ids, true; });
    if (ids != report_.facts) Problem("ids: ", ids, " for ", report_.facts, " facts");
  }

  void CheckPostings() {
    std::vector<Posting> postings;
    Visit(Family::kPostings, [&](std::string_view key, std::string_view value) {
      postings.clear();
      DecodePostings(value, DocOfKey(key), postings);
      const std::string_view term = key.substr(0, key.size() - sizeof(uint64_t) - 1);
      for (const Posting& posting : postings) Subtract(term, posting);
      return true;
    });
  }

  void Subtract(std::string_view term, const Posting& posting) {
    if (!in_.live.Has(posting.doc)) return;
    ++report_.postings;
    const auto it = expected_.find(posting.doc);
    if (it == expected_.end()) {
      Problem("posting of \"", term, "\": names fact ", posting.doc, ", which is absent");
    } else {
      it->second.postings -= PostingHash(term, posting.count, posting.length);
    }
  }

  void CheckRecords(Family family, const char* name) {
    Visit(family, [&](std::string_view key, std::string_view) {
      const auto it = expected_.find(DocOfKey(key));
      if (it == expected_.end()) {
        Problem(name, " record: names fact ", DocOfKey(key), ", which is absent");
      } else {
        it->second.records -= RecordHash(family, key);
      }
      return true;
    });
  }

  void CheckStoredVectors() {
    Visit(Family::kVectors, [this](std::string_view key, std::string_view) {
      if (!expected_.contains(DocOfKey(key)))
        Problem("vector in RocksDB: names fact ", DocOfKey(key), ", which is absent");
      return true;
    });
  }

  void CheckVectorIndex() {
    for (const auto& segment : in_.vectors.segments) {
      segment->ForEachRow([this](uint64_t doc, const float* row) {
        if (in_.live.Has(doc)) CheckRow(doc, row);
      });
    }
    for (size_t i = 0; i < in_.vectors.fresh_count; ++i) {
      const uint64_t doc = in_.vectors.fresh->docs[i];
      if (in_.live.Has(doc)) CheckRow(doc, in_.vectors.fresh->rows.get() + i * in_.vectors.dimension);
    }
  }

  void CheckRow(uint64_t doc, const float* row) {
    ++report_.vectors;
    const auto it = expected_.find(doc);
    if (it == expected_.end()) {
      Problem("vector index: names fact ", doc, ", which is absent");
      return;
    }
    if (it->second.vector_seen) Problem("vector index: has fact ", doc, " twice");
    it->second.vector_seen = true;
    const std::optional<std::string> stored = in_.db.Get(Family::kVectors, DocKey(doc), in_.snapshot);
    if (!stored || row == nullptr) return;  // a shorter code holds no row to compare
    std::vector<float> kept(in_.vectors.dimension);
    if (!Decode(*stored, doc, kept)) return;
    if (std::memcmp(kept.data(), row, kept.size() * sizeof(float)) != 0)
      Problem("vector index: fact ", doc, " has another vector than RocksDB");
  }

  void CheckRemainders() {
    for (const auto& [doc, expected] : expected_) {
      if (expected.postings != 0) Problem("fact ", doc, ": its posting lists do not match its words");
      if (expected.records != 0) Problem("fact ", doc, ": its key, alias or source records do not match it");
      if (!expected.vector_seen) Problem("fact ", doc, ": is not in the vector index");
    }
  }

  void CheckCounters() {
    if (in_.state.facts != report_.facts)
      Problem("manifest: counts ", in_.state.facts, " facts, there are ", report_.facts);
    if (in_.state.terms != terms_) Problem("manifest: counts ", in_.state.terms, " terms, there are ", terms_);
  }

  const VerifyInput& in_;
  VerifyReport report_;
  std::unordered_map<uint64_t, Expected> expected_;
  uint64_t terms_ = 0;
};

}  // namespace

VerifyReport VerifyRocksStore(const VerifyInput& input) {
  return Verifier(input).Run();
}

}  // namespace lethe

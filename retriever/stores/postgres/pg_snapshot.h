// One version of a store in PostgreSQL: every read asks for the rows of that
// version.
//
// Errors: those of PgError; kUnavailable when the connection was lost and a
// compaction has dropped the version since. Cost: a round trip a call, two the
// first time that words or vectors are searched after a change.
#pragma once

#include "retriever/lexical/bm25.h"
#include "retriever/stores/postgres/pg_resident.h"
#include "retriever/stores/postgres/pg_schema.h"
#include "retriever/stores/store.h"

namespace lethe {

// What all snapshots of a store share.
struct PgShared {
  std::shared_ptr<PgPool> pool;
  std::shared_ptr<PgPins> pins;
  std::shared_ptr<PgResident> resident;
  PgVectors vectors = PgVectors::kBytes;
  size_t dimension = 0;
  Bm25Config bm25;
};

class PgSnapshot : public StoreSnapshot {
 public:
  PgSnapshot(std::shared_ptr<const PgShared> shared, std::shared_ptr<const PgVersion> version)
      : shared_(std::move(shared)), version_(std::move(version)) {}

  uint64_t version() const override { return version_->version; }
  uint64_t facts() const override { return version_->facts; }
  StoreStats Stats() const override;
  std::optional<v1::Fact> Get(const std::string& id) const override;
  std::vector<v1::Fact> Load(std::span<const uint64_t> docs) const override;
  void ForEach(const std::function<void(const v1::Fact&)>& visit) const override;
  std::vector<v1::Fact> First(size_t count) const override;
  std::vector<std::vector<std::string>> SubjectsNamed(std::span<const std::string> keys) const override;
  std::vector<std::vector<SubjectEntry>> FactsOfSubjects(std::span<const std::string> subject_keys,
                                                         size_t limit) const override;
  std::vector<std::vector<uint64_t>> FactsOfKeys(std::span<const StatementKey> keys, size_t limit) const override;
  std::vector<uint64_t> DocsOfSource(const std::string& source) const override;
  void ForEachSharedKey(const std::function<void(const std::vector<v1::Fact>& facts)>& visit) const override;
  std::vector<ScoredDoc> Lexical(std::span<const Term> terms, size_t k) const override;
  std::vector<ScoredDoc> Dense(std::span<const float> query, size_t k) const override;
  std::unique_ptr<LexicalMatch> Match(std::vector<Term> terms) const override;
  VerifyReport Verify(const Embedder& embedder) const override;

  const PgShared& shared() const { return *shared_; }
  const PgVersion& pinned() const { return *version_; }
  PgResult Ask(const PgStatement& statement, const PgParams& params) const;

 private:
  std::vector<ScoredDoc> NearestByIndex(const std::string& query, size_t k) const;

  std::shared_ptr<const PgShared> shared_;
  std::shared_ptr<const PgVersion> version_;
};

// Keys as the indexes have them.
uint64_t PgHash(std::string_view key);

}  // namespace lethe

// One version of a RocksDB store, pinned: a RocksDB snapshot and the vector view and deaths of the same version.
#pragma once

#include "retriever/indexes/vector_index.h"
#include "retriever/lexical/bm25.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store.h"

namespace lethe {

class RocksSnapshot : public StoreSnapshot {
 public:
  // Takes the RocksDB snapshot itself; the caller holds the writer's lock, so that it is of the version `state` names.
  RocksSnapshot(std::shared_ptr<RocksDb> db, std::shared_ptr<const DocLife> life, VectorView vectors, StoreState state,
                Bm25Config bm25, Path dir);
  ~RocksSnapshot() override;

  uint64_t version() const override { return state_.version; }
  uint64_t facts() const override { return state_.facts; }
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

  // As RocksDB has them, in the order of documents.
  void ForEachVector(const std::function<void(uint64_t doc, std::span<const float> row)>& visit) const;
  const VectorView& vectors() const { return vectors_; }
  const rocksdb::Snapshot* snapshot() const { return snapshot_; }
  const StoreState& state() const { return state_; }

 private:
  bool HasSubject(const std::string& subject_key) const;
  void AppendSubjectsOfAlias(const std::string& alias_key, std::vector<std::string>& subjects) const;
  std::vector<Posting> LivePostings(const std::string& term) const;

  std::shared_ptr<RocksDb> db_;
  std::shared_ptr<const DocLife> life_;
  VectorView vectors_;
  StoreState state_;
  Bm25Config bm25_;
  Path dir_;
  const rocksdb::Snapshot* snapshot_;
};

}  // namespace lethe

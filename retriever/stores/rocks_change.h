// One change of a RocksDB store under construction: the batch for RocksDB and what memory does once it is durable.
//
// Everything of one version is one batch: facts, exact keys, postings, vectors, tombstones, how to undo it, what is
// remembered of deleted facts, and the counters.
// Threads: one thread, under the store's writer lock.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "retriever/lexical/postings.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/rocks_records.h"

namespace lethe {

class RocksChange {
 public:
  // Borrows the database, and every fact added until Write.
  RocksChange(RocksDb& db, const StoreState& before, std::string note);
  ~RocksChange();

  void Add(const PreparedFact& fact);
  // `bytes` are the fact's, serialised.
  void Remove(uint64_t doc, const v1::Fact& fact, std::string_view bytes);

  bool empty() const { return added_.empty() && removed_.empty(); }
  const StoreState& state() const { return state_; }
  const std::vector<std::pair<uint64_t, const PreparedFact*>>& added() const { return added_; }
  const std::vector<uint64_t>& removed() const { return removed_; }

  // `updated` of the facts added stand for one that was removed.
  void Write(uint64_t updated);

 private:
  template <typename Visit>
  static void ForEachRecord(const FactKeys& keys, const std::string& source, Visit visit);
  void Put(Family family, std::string_view key, std::string_view value);
  void Delete(Family family, std::string_view key);
  void MergePostings();
  void MergeTerm(std::string_view term, const std::vector<Posting>& postings);
  void RecordVersion(uint64_t updated);

  RocksDb& db_;
  StoreState state_;
  uint64_t first_doc_;
  uint64_t time_ms_;
  std::string note_;
  std::unique_ptr<rocksdb::WriteBatch> batch_;
  std::string vector_bytes_;
  std::unordered_map<std::string_view, std::vector<Posting>> postings_;  // terms of the facts that are borrowed
  std::vector<std::pair<uint64_t, const PreparedFact*>> added_;
  std::vector<uint64_t> removed_;
};

}  // namespace lethe

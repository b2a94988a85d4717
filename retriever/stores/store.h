// The seam between the knowledge base and what keeps its facts. A backend implements these two classes and passes the
// contract tests in tests/retriever/stores.
//
// Promise: Put and Erase return only when the change is durable and visible to every later Pin; a snapshot never
// changes and never shows part of a change. Documents are numbers that a store gives to facts, upwards, never twice.
// Errors: kUnavailable (busy), kDataLoss (damage, naming what), kResourceExhausted (disk full); a failed change left
// nothing.
// Threads: a store takes changes from any thread, one at a time; snapshots are read from any thread and may outlive
// the store.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proto/knowledge.pb.h"
#include "retriever/embedders/embedder.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/top_docs.h"

namespace lethe {

struct StoreStats {
  uint64_t facts = 0;
  uint64_t bytes = 0;  // on disk
  uint64_t version = 0;
  uint64_t terms = 0;       // sum of the facts' lengths in index terms
  uint64_t segments = 0;    // immutable vector segments
  uint64_t fresh = 0;       // vectors not in a segment yet
  uint64_t tombstones = 0;  // deleted or replaced documents that the indexes still hold
};

struct PutOutcome {
  uint64_t added = 0;
  uint64_t updated = 0;  // the id was there with another content
  uint64_t unchanged = 0;
  uint64_t version = 0;  // that has all of them
};

struct VerifyReport {
  uint64_t facts = 0;
  uint64_t postings = 0;
  uint64_t vectors = 0;
  std::vector<std::string> problems;  // the first hundred
  uint64_t problem_count = 0;
  bool ok() const { return problem_count == 0; }
};

// A document of a subject and the key of its relation (empty for free text).
struct SubjectEntry {
  std::string relation_key;
  uint64_t doc = 0;
};

class StoreSnapshot {
 public:
  virtual ~StoreSnapshot() = default;
  virtual uint64_t version() const = 0;
  virtual StoreStats Stats() const = 0;

  virtual std::optional<v1::Fact> Get(const std::string& id) const = 0;
  // In the order asked; every document must be one this snapshot named.
  virtual std::vector<v1::Fact> Load(std::span<const uint64_t> docs) const = 0;
  virtual void ForEach(const std::function<void(const v1::Fact&)>& visit) const = 0;

  // Keys are NormalizeKey's.
  virtual bool HasSubject(const std::string& subject_key) const = 0;
  virtual std::vector<std::string> SubjectsOfAlias(const std::string& alias_key) const = 0;
  virtual std::vector<SubjectEntry> FactsOfSubject(const std::string& subject_key, size_t limit) const = 0;
  virtual std::vector<uint64_t> FactsOfKey(const std::string& subject_key, const std::string& relation_key,
                                           size_t limit) const = 0;

  // Best first.
  virtual std::vector<ScoredDoc> Lexical(std::span<const std::string> terms, size_t k) const = 0;
  virtual std::vector<ScoredDoc> Dense(std::span<const float> query, size_t k) const = 0;

  // Holds the indexes against the facts, and the vectors against what the embedder gives.
  virtual VerifyReport Verify(const Embedder& embedder) const = 0;
};

class FactStore {
 public:
  virtual ~FactStore() = default;
  // All or nothing. Of two facts with one id in `facts` the later counts.
  virtual PutOutcome Put(std::span<const PreparedFact> facts) = 0;
  // Return how many facts went.
  virtual uint64_t Erase(std::span<const std::string> ids) = 0;
  virtual uint64_t EraseSubject(const std::string& subject_key) = 0;
  virtual uint64_t EraseSource(const std::string& source) = 0;
  virtual std::shared_ptr<const StoreSnapshot> Pin() const = 0;
};

}  // namespace lethe

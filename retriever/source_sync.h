// Brings the facts of one source up to date: what is put stays or is added, what the source no longer has goes.
//
//   SourceSync sync(*base, "hr-export");
//   while (...) sync.Put(batch);
//   const SyncReport report = sync.Finish();      // now the vanished facts are deleted
//
// Promise: until Finish nothing is deleted, so a sync that was cut off leaves the old facts and those put so far; run
// again it ends the same. Facts of other sources are never touched.
// Errors: those of KnowledgeBase::PutBatch; kInvalidArgument for a fact of another source.
// Threads: one sync, one thread.
// Cost: 16 bytes of memory a fact; Finish loads the facts of the source once.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "retriever/knowledge_base.h"

namespace lethe {

struct SyncReport {
  uint64_t added = 0;    // keys (subject and relation), or free texts, that the source did not have
  uint64_t changed = 0;  // facts whose content or object is another now
  uint64_t removed = 0;  // facts that the source no longer has
  uint64_t unchanged = 0;
  uint64_t version = 0;  // of the store afterwards
};

class SourceSync {
 public:
  // Borrows the base. `source` must not be empty.
  SourceSync(KnowledgeBase& base, std::string source);

  // Facts without a source get this one; a fact of another is refused.
  PutResult Put(std::vector<v1::Fact> facts);
  // For whoever puts the facts himself: each fact that the source has, with its id, before it is put. `is_there` says
  // that the store has the id.
  void Expect(const v1::Fact& fact, bool is_there);
  // Everything must be durable. `put` is what came of facts that were put elsewhere.
  SyncReport Finish(const PutOutcome& put = {});

 private:
  KnowledgeBase& base_;
  std::string source_;
  std::unordered_set<uint64_t> seen_;                // hashes of ids
  std::unordered_multiset<uint64_t> keys_of_added_;  // hashes of subject and relation
  PutOutcome put_;
};

}  // namespace lethe

// Where the facts of one ask come from: a pinned version of a store, or facts held in memory.
//
// Promise: a source does not change while an ask reads it (a store's source pins one version).
// Threads: const methods may be called from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe {

struct FoundFact {
  v1::Fact fact;
  double score = 0;  // the source's own; larger is better
};

class FactSource {
 public:
  virtual ~FactSource() = default;
  // At most `k` facts for a question, best first.
  virtual std::vector<FoundFact> Search(const std::string& question, size_t k) const = 0;
  // At most `k` facts that give `relation` of `subject`, best first; none when nothing fits.
  virtual std::vector<FoundFact> Recall(const std::string& subject, const std::string& relation, size_t k) const = 0;
  // What the filter lets pass of this source (retriever/search/fact_filter.h); may outlive it.
  virtual std::unique_ptr<const FactSource> Only(const v1::SearchFilter& filter) const = 0;
  // What an answer says it was read from.
  virtual v1::StoreRef ref() const = 0;
};

// A few facts in memory, found by their key as a store looks it up (NormalizeKey). Search finds nothing: such
// facts are there to be recalled. Free texts that contain the subject are found where no fact has the key.
class MemoryFacts : public FactSource {
 public:
  explicit MemoryFacts(std::vector<v1::Fact> facts) : facts_(std::move(facts)) {}
  std::vector<FoundFact> Search(const std::string&, size_t) const override { return {}; }
  std::vector<FoundFact> Recall(const std::string& subject, const std::string& relation, size_t k) const override;
  std::unique_ptr<const FactSource> Only(const v1::SearchFilter& filter) const override;
  v1::StoreRef ref() const override { return {}; }

 private:
  std::vector<v1::Fact> facts_;
};

}  // namespace lethe

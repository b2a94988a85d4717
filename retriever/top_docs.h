// The best k of a stream of scored documents.
//
// Promise: higher scores come first, and equal ones by document, so a result is the same in every run.
// Threads: values.
// Cost: a comparison for a document that is not among the best so far, O(log k) for one that is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lethe {

// A document of a store and its score; higher is better.
struct ScoredDoc {
  uint64_t doc = 0;
  double score = 0;
};

inline bool IsBetter(const ScoredDoc& a, const ScoredDoc& b) {
  return a.score != b.score ? a.score > b.score : a.doc < b.doc;
}

class TopDocs {
 public:
  explicit TopDocs(size_t k) : k_(k) {}

  void Add(const ScoredDoc& doc) {
    if (heap_.size() < k_ || (k_ > 0 && IsBetter(doc, heap_.front()))) Insert(doc);
  }
  // Best first; leaves the collection empty.
  std::vector<ScoredDoc> Take();

 private:
  void Insert(const ScoredDoc& doc);

  size_t k_;
  std::vector<ScoredDoc> heap_;  // the worst of them in front
};

// Keeps the best k, best first.
void KeepBest(std::vector<ScoredDoc>& docs, size_t k);

}  // namespace lethe

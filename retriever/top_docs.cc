#include "retriever/top_docs.h"

#include <algorithm>

namespace lethe {

void TopDocs::Insert(const ScoredDoc& doc) {
  if (heap_.size() == k_) {
    std::pop_heap(heap_.begin(), heap_.end(), IsBetter);
    heap_.pop_back();
  }
  heap_.push_back(doc);
  std::push_heap(heap_.begin(), heap_.end(), IsBetter);
}

std::vector<ScoredDoc> TopDocs::Take() {
  std::sort_heap(heap_.begin(), heap_.end(), IsBetter);
  std::vector<ScoredDoc> best;
  best.swap(heap_);
  return best;
}

void KeepBest(std::vector<ScoredDoc>& docs, size_t k) {
  const size_t keep = k < docs.size() ? k : docs.size();
  std::partial_sort(docs.begin(), docs.begin() + static_cast<std::ptrdiff_t>(keep), docs.end(), IsBetter);
  docs.resize(keep);
}

}  // namespace lethe

#include "retriever/fusion.h"

#include <algorithm>
#include <unordered_map>

namespace lethe {

std::vector<ScoredDoc> FuseByRank(const std::vector<RankedList>& lists, double k) {
  std::unordered_map<uint64_t, double> scores;
  double best_possible = 0;
  for (const RankedList& list : lists) {
    if (!list.docs.empty()) best_possible += list.weight / (k + 1);
    for (size_t rank = 0; rank < list.docs.size(); ++rank) {
      scores[list.docs[rank].doc] += list.weight / (k + static_cast<double>(rank) + 1);
    }
  }
  std::vector<ScoredDoc> fused;
  fused.reserve(scores.size());
  for (const auto& [doc, score] : scores) fused.push_back({doc, score / best_possible});
  std::sort(fused.begin(), fused.end(), [](const ScoredDoc& a, const ScoredDoc& b) {
    return a.score != b.score ? a.score > b.score : a.doc < b.doc;
  });
  return fused;
}

}  // namespace lethe

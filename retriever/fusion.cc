#include "retriever/fusion.h"

#include <algorithm>
#include <unordered_map>

namespace lethe {

std::vector<ScoredDoc> FuseByRank(const std::vector<RankedList>& lists, double k) {
  std::unordered_map<uint64_t, double> scores;
  double best_possible = 0;
  for (const RankedList& list : lists) {
    if (!list.docs.empty()) best_possible += list.weight / (k + 1);
    for (size_t i = 0; i < list.docs.size(); ++i) {
      scores[list.docs[i].doc] += list.weight / (k + static_cast<double>(i) + 1);
    }
  }
  std::vector<ScoredDoc> fused;
  fused.reserve(scores.size());
  for (const auto& [doc, score] : scores) fused.push_back({doc, score / best_possible});
  std::sort(fused.begin(), fused.end(), IsBetter);
  return fused;
}

}  // namespace lethe

#include "retriever/fusion.h"

#include <algorithm>
#include <unordered_map>

namespace lethe {
namespace {

// Keeps the part of the last candidate above 0.
constexpr double kBelowLast = 0.999;

// Where every list has weight 0.
constexpr double kLeastPossible = 1e-12;

std::vector<ScoredDoc> Sorted(const std::unordered_map<uint64_t, double>& scores, double best_possible) {
  std::vector<ScoredDoc> fused;
  fused.reserve(scores.size());
  for (const auto& [doc, score] : scores) fused.push_back({doc, score / std::max(best_possible, kLeastPossible)});
  std::sort(fused.begin(), fused.end(), IsBetter);
  return fused;
}

}  // namespace

std::vector<ScoredDoc> FuseByRank(const std::vector<RankedList>& lists, double k) {
  std::unordered_map<uint64_t, double> scores;
  double best_possible = 0;
  for (const RankedList& list : lists) {
    if (!list.docs.empty()) best_possible += list.weight / (k + 1);
    for (size_t i = 0; i < list.docs.size(); ++i) {
      scores[list.docs[i].doc] += list.weight / (k + static_cast<double>(i) + 1);
    }
  }
  return Sorted(scores, best_possible);
}

double CosineFloor(const std::vector<ScoredDoc>& vectors) {
  return kBelowLast * vectors.back().score;
}

std::vector<ScoredDoc> FuseByScore(const RankedList& words, const RankedList& vectors) {
  std::unordered_map<uint64_t, double> scores;
  double best_possible = 0;
  if (!words.docs.empty()) {
    best_possible += words.weight;
    for (const ScoredDoc& doc : words.docs) scores[doc.doc] += words.weight * doc.score / words.docs.front().score;
  }
  if (!vectors.docs.empty()) {
    const size_t taken = words.docs.empty() ? vectors.docs.size() : std::min(kFusedVectors, vectors.docs.size());
    const double floor = CosineFloor({vectors.docs.begin(), vectors.docs.begin() + static_cast<std::ptrdiff_t>(taken)});
    best_possible += vectors.weight * (vectors.docs.front().score - floor);
    for (size_t i = 0; i < taken; ++i) scores[vectors.docs[i].doc] += vectors.weight * (vectors.docs[i].score - floor);
  }
  return Sorted(scores, best_possible);
}

}  // namespace lethe

#include "services/eval/retrieval_metrics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lethe {
namespace {

constexpr size_t kCut = 10;

int RelevanceOf(const std::string& document, const Judgements& judged) {
  const auto it = judged.find(document);
  return it == judged.end() ? 0 : std::max(it->second, 0);
}

double Discount(size_t rank) {
  return 1 / std::log2(static_cast<double>(rank) + 1);
}

double IdealGain(const Judgements& judged) {
  std::vector<int> gains;
  for (const auto& [document, relevance] : judged) gains.push_back(std::max(relevance, 0));
  std::sort(gains.rbegin(), gains.rend());
  double sum = 0;
  for (size_t i = 0; i < std::min(kCut, gains.size()); ++i) sum += gains[i] * Discount(i + 1);
  return sum;
}

constexpr std::array kMeans = {&RankMetrics::ndcg_at_10, &RankMetrics::map, &RankMetrics::mrr_at_10,
                               &RankMetrics::recall_at_5, &RankMetrics::recall_at_100};

}  // namespace

bool HasRelevant(const Judgements& judged) {
  return std::any_of(judged.begin(), judged.end(), [](const auto& entry) { return entry.second > 0; });
}

RankMetrics ScoreRanking(const std::vector<std::string>& ranked, const Judgements& judged) {
  const auto relevant = static_cast<double>(
      std::count_if(judged.begin(), judged.end(), [](const auto& entry) { return entry.second > 0; }));
  RankMetrics metrics;
  metrics.n = 1;
  if (relevant == 0) return metrics;
  double gain = 0, precisions = 0;
  size_t found = 0;
  for (size_t rank = 1; rank <= ranked.size(); ++rank) {
    const int relevance = RelevanceOf(ranked[rank - 1], judged);
    if (relevance == 0) continue;
    ++found;
    precisions += static_cast<double>(found) / static_cast<double>(rank);
    if (rank <= kCut) gain += relevance * Discount(rank);
    if (found == 1 && rank <= kCut) metrics.mrr_at_10 = 1 / static_cast<double>(rank);
    if (rank <= 5) metrics.recall_at_5 = static_cast<double>(found) / relevant;
    if (rank <= 100) metrics.recall_at_100 = static_cast<double>(found) / relevant;
  }
  metrics.ndcg_at_10 = gain / IdealGain(judged);
  metrics.map = precisions / relevant;
  return metrics;
}

RankMetrics MeanOf(const std::vector<RankMetrics>& queries) {
  RankMetrics mean;
  mean.n = queries.size();
  if (queries.empty()) return mean;
  for (const RankMetrics& query : queries) {
    for (const auto field : kMeans) mean.*field += query.*field / static_cast<double>(queries.size());
  }
  return mean;
}

}  // namespace lethe

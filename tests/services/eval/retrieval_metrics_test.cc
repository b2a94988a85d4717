// Expected numbers are worked out by hand from the definitions.
#include "services/eval/retrieval_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lethe {
namespace {

TEST(RetrievalMetricsTest, OneOfTwoFoundAtRankThree) {
  const RankMetrics metrics = ScoreRanking({"x", "y", "a"}, {{"a", 1}, {"b", 1}, {"x", 0}});
  EXPECT_EQ(metrics.n, 1u);
  EXPECT_DOUBLE_EQ(metrics.mrr_at_10, 1.0 / 3);
  EXPECT_DOUBLE_EQ(metrics.map, (1.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(metrics.recall_at_5, 0.5);
  EXPECT_DOUBLE_EQ(metrics.recall_at_100, 0.5);
  EXPECT_DOUBLE_EQ(metrics.ndcg_at_10, (1 / std::log2(4)) / (1 + 1 / std::log2(3)));
}

TEST(RetrievalMetricsTest, GainsAreLinearAndNegativeOnesNone) {
  const RankMetrics metrics = ScoreRanking({"low", "high", "bad"}, {{"low", 1}, {"high", 3}, {"bad", -1}});
  EXPECT_DOUBLE_EQ(metrics.ndcg_at_10, (1 + 3 / std::log2(3)) / (3 + 1 / std::log2(3)));
  EXPECT_DOUBLE_EQ(metrics.map, 1);
}

TEST(RetrievalMetricsTest, EachCutIsKept) {
  std::vector<std::string> ranked;
  for (int i = 1; i <= 200; ++i) ranked.push_back("d" + std::to_string(i));
  const RankMetrics at_6 = ScoreRanking(ranked, {{"d6", 1}});
  EXPECT_EQ(at_6.recall_at_5, 0);
  EXPECT_EQ(at_6.recall_at_100, 1);
  EXPECT_DOUBLE_EQ(at_6.mrr_at_10, 1.0 / 6);
  const RankMetrics at_11 = ScoreRanking(ranked, {{"d11", 1}});
  EXPECT_EQ(at_11.mrr_at_10, 0);
  EXPECT_EQ(at_11.ndcg_at_10, 0);
  EXPECT_DOUBLE_EQ(at_11.map, 1.0 / 11);
  EXPECT_EQ(ScoreRanking(ranked, {{"d101", 1}}).recall_at_100, 0);
}

TEST(RetrievalMetricsTest, ThePerfectOrderScoresOne) {
  const RankMetrics metrics = ScoreRanking({"a", "b", "c"}, {{"a", 2}, {"b", 2}, {"c", 1}});
  EXPECT_DOUBLE_EQ(metrics.ndcg_at_10, 1);
  EXPECT_DOUBLE_EQ(metrics.map, 1);
  EXPECT_DOUBLE_EQ(metrics.mrr_at_10, 1);
}

TEST(RetrievalMetricsTest, MeansCountQueriesThatFoundNothing) {
  const RankMetrics mean = MeanOf({ScoreRanking({"a"}, {{"a", 1}}), ScoreRanking({}, {{"a", 1}})});
  EXPECT_EQ(mean.n, 2u);
  EXPECT_DOUBLE_EQ(mean.map, 0.5);
  EXPECT_DOUBLE_EQ(mean.ndcg_at_10, 0.5);
  EXPECT_EQ(MeanOf({}).n, 0u);
}

TEST(RetrievalMetricsTest, KnowsJudgementsWithoutARelevantDocument) {
  EXPECT_TRUE(HasRelevant({{"a", 0}, {"b", 2}}));
  EXPECT_FALSE(HasRelevant({{"a", 0}, {"b", -1}}));
  EXPECT_FALSE(HasRelevant({}));
}

}  // namespace
}  // namespace lethe

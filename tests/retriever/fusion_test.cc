#include "retriever/fusion.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(FusionTest, AddsReciprocalRanks) {
  const RankedList a{{{1, 9.0}, {2, 8.0}}, 1.0};
  const RankedList b{{{2, 0.3}, {3, 0.2}}, 2.0};
  const std::vector<ScoredDoc> fused = FuseByRank({a, b}, 60);
  ASSERT_EQ(fused.size(), 3u);
  const double best = 1.0 / 61 + 2.0 / 61;
  EXPECT_EQ(fused[0].doc, 2u);
  EXPECT_DOUBLE_EQ(fused[0].score, (1.0 / 62 + 2.0 / 61) / best);
  EXPECT_EQ(fused[1].doc, 3u);
  EXPECT_DOUBLE_EQ(fused[1].score, 2.0 / 62 / best);
  EXPECT_EQ(fused[2].doc, 1u);
  EXPECT_DOUBLE_EQ(fused[2].score, 1.0 / 61 / best);
}

TEST(FusionTest, EqualScoresAreOrderedByDocument) {
  const std::vector<ScoredDoc> fused = FuseByRank({{{{7, 1.0}}, 1.0}, {{{3, 1.0}}, 1.0}}, 60);
  ASSERT_EQ(fused.size(), 2u);
  EXPECT_EQ(fused[0].doc, 3u);
}

TEST(FusionTest, FirstEverywhereScoresOne) {
  const std::vector<ScoredDoc> fused = FuseByRank({{{{4, 1.0}}, 1.0}, {{{4, 1.0}}, 3.0}, {{}, 5.0}}, 60);
  ASSERT_EQ(fused.size(), 1u);
  EXPECT_DOUBLE_EQ(fused[0].score, 1.0);
}

TEST(FusionTest, NothingGivesNothing) {
  EXPECT_TRUE(FuseByRank({{}, {}}, 60).empty());
}

}  // namespace
}  // namespace lethe

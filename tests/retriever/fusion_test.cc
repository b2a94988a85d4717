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

TEST(FusionTest, AddsScoresRelativeToTheBestAndTheWeakest) {
  const RankedList words{{{1, 8.0}, {2, 6.0}}, 1.0};
  const RankedList vectors{{{2, 0.5}, {3, 0.4}}, 0.5};
  const std::vector<ScoredDoc> fused = FuseByScore(words, vectors);
  ASSERT_EQ(fused.size(), 3u);
  const double floor = CosineFloor(vectors.docs);
  EXPECT_NEAR(floor, 0.4, 0.001);
  const double best = 1.0 + 0.5 * (0.5 - floor);
  EXPECT_EQ(fused[0].doc, 1u);
  EXPECT_DOUBLE_EQ(fused[0].score, 1.0 / best);
  EXPECT_EQ(fused[1].doc, 2u);
  EXPECT_DOUBLE_EQ(fused[1].score, (6.0 / 8.0 + 0.5 * (0.5 - floor)) / best);
  EXPECT_EQ(fused[2].doc, 3u);
  EXPECT_GT(fused[2].score, 0);
}

TEST(FusionTest, OneListAloneKeepsItsOrder) {
  const std::vector<ScoredDoc> docs = {{5, 0.9}, {4, 0.9}, {6, 0.1}};
  for (const auto& fused : {FuseByScore({docs, 1.0}, {{}, 1.0}), FuseByScore({{}, 1.0}, {docs, 0.25})}) {
    ASSERT_EQ(fused.size(), 3u);
    EXPECT_DOUBLE_EQ(fused[0].score, 1.0);
    EXPECT_EQ(fused[0].doc, 4u);
    EXPECT_EQ(fused[2].doc, 6u);
    EXPECT_GT(fused[2].score, 0);
  }
  EXPECT_TRUE(FuseByScore({{}, 1.0}, {{}, 1.0}).empty());
}

// Also where the vectors put a hundred others before it.
TEST(FusionTest, WhatBothFindPassesWhatOnlyTheWordsFind) {
  const RankedList words{{{1000, 8.0}, {1001, 7.2}, {1002, 7.1}}, 1.0};
  RankedList vectors{{}, 0.25};
  for (uint64_t doc = 0; doc < 100; ++doc) vectors.docs.push_back({doc, 0.9 - 0.004 * static_cast<double>(doc)});
  vectors.docs.push_back({1002, 0.5});
  for (uint64_t doc = 2000; doc < 2200; ++doc) vectors.docs.push_back({doc, 0.3});
  const std::vector<ScoredDoc> fused = FuseByScore(words, vectors);
  ASSERT_GE(fused.size(), 3u);
  EXPECT_EQ(fused[0].doc, 1000u);
  EXPECT_EQ(fused[1].doc, 1002u);
  EXPECT_EQ(fused[2].doc, 1001u);
}

TEST(FusionTest, BehindTheFirstVectorsWordsAloneCount) {
  RankedList vectors{{}, 1.0};
  for (uint64_t doc = 0; doc < 2 * kFusedVectors; ++doc)
    vectors.docs.push_back({doc, 0.9 - 0.001 * static_cast<double>(doc)});
  EXPECT_EQ(FuseByScore({{{7, 1.0}}, 1.0}, vectors).size(), kFusedVectors);
  EXPECT_EQ(FuseByScore({{}, 1.0}, vectors).size(), 2 * kFusedVectors);
}

}  // namespace
}  // namespace lethe

#include "model/layers/segments.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "model/generator.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using K = TokenKind;

// Positions that token i may attend to.
std::vector<int> Visible(const AttentionSpan& span) {
  std::vector<int> seen;
  for (int j = span.prefix_begin; j < span.prefix_end; ++j) seen.push_back(j);
  for (int j = span.begin; j < span.end; ++j) seen.push_back(j);
  return seen;
}

// <s> a a [1] b [2] ? ? d d c [3] d
const std::vector<K> kDocument = {K::kStart,  K::kFact,     K::kFact,      K::kNumber,     K::kFact,
                                  K::kNumber, K::kQuestion, K::kQuestion,  K::kDerivation, K::kDerivation,
                                  K::kFact,   K::kNumber,   K::kDerivation};

TEST(LayOut, FactsSeeThemselvesAndTheStartOnly) {
  const SegmentLayout layout = LayOut(kDocument, ModelConfig(), 0);
  EXPECT_EQ(Visible(layout.spans[0]), (std::vector<int>{0}));
  EXPECT_EQ(Visible(layout.spans[1]), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(Visible(layout.spans[2]), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(Visible(layout.spans[4]), (std::vector<int>{0, 4}));
}

TEST(LayOut, TheNumberSeesItsFactButNotTheOtherWayRound) {
  const SegmentLayout layout = LayOut(kDocument, ModelConfig(), 0);
  EXPECT_EQ(Visible(layout.spans[3]), (std::vector<int>{0, 1, 2, 3}));
  EXPECT_EQ(Visible(layout.spans[5]), (std::vector<int>{0, 4, 5}));
}

TEST(LayOut, QuestionIsWholeAndDerivationCausal) {
  const SegmentLayout layout = LayOut(kDocument, ModelConfig(), 0);
  EXPECT_EQ(Visible(layout.spans[6]), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(Visible(layout.spans[8]), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(LayOut, RecalledFactsAreReadInIsolationAndSeenAfterwards) {
  const SegmentLayout layout = LayOut(kDocument, ModelConfig(), 0);
  EXPECT_EQ(Visible(layout.spans[10]), (std::vector<int>{0, 10}));
  EXPECT_EQ(layout.positions[10], 1);
  EXPECT_EQ(Visible(layout.spans[12]).size(), 13u);
}

TEST(LayOut, PositionsCountFromTheFactAndFromTheFixedOffset) {
  ModelConfig config;
  config.set_question_offset(100);
  const SegmentLayout layout = LayOut(kDocument, config, 0);
  EXPECT_EQ(layout.positions, (std::vector<int32_t>{0, 1, 2, 3, 1, 2, 100, 101, 102, 103, 1, 2, 104}));
}

TEST(LayOut, SeveralQuestionsShareTheFactsAndNotEachOther) {
  const std::vector<K> kinds = {K::kStart,      K::kFact,     K::kNumber,    K::kQuestion,
                                K::kDerivation, K::kQuestion, K::kDerivation};
  const SegmentLayout layout = LayOut(kinds, ModelConfig(), 0);
  EXPECT_EQ(Visible(layout.spans[5]), (std::vector<int>{0, 1, 2, 5}));
  EXPECT_EQ(Visible(layout.spans[6]), (std::vector<int>{0, 1, 2, 5, 6}));
  EXPECT_EQ(layout.positions[5], layout.positions[3]);
}

TEST(LayOut, AQuestionWithoutFactsSeesTheStart) {
  const std::vector<K> kinds = {K::kStart, K::kQuestion, K::kDerivation};
  EXPECT_EQ(Visible(LayOut(kinds, ModelConfig(), 0).spans[2]), (std::vector<int>{0, 1, 2}));
}

TEST(LayOut, OffsetsMoveEveryIndex) {
  const SegmentLayout layout = LayOut(kDocument, ModelConfig(), 50);
  EXPECT_EQ(Visible(layout.spans[4]), (std::vector<int>{50, 54}));
}

TEST(LayOut, CausalReadingSeesEverythingBefore) {
  ModelConfig config;
  config.set_reading(CAUSAL);
  const SegmentLayout layout = LayOut(kDocument, config, 0);
  EXPECT_EQ(Visible(layout.spans[4]), (std::vector<int>{0, 1, 2, 3, 4}));
  EXPECT_EQ(layout.positions[4], 4);
}

TEST(LayOut, CausalFactsReadFromLeftToRight) {
  ModelConfig config;
  config.set_reading(CAUSAL_FACTS);
  EXPECT_EQ(Visible(LayOut(kDocument, config, 0).spans[1]), (std::vector<int>{0, 1}));
}

TEST(LayOut, RefusesAFactThatReachesIntoTheQuestionsPositions) {
  ModelConfig config;
  config.set_question_offset(4);
  const std::vector<K> kinds = {K::kStart, K::kFact, K::kFact, K::kFact, K::kNumber};
  EXPECT_THAT([&] { LayOut(kinds, config, 0); }, testing::ThrowsCode(Code::kInvalidArgument, "too long"));
  ASSERT_EQ(MaxFactTokens(config), 2u);
  const std::vector<K> longest = {K::kStart, K::kFact, K::kFact, K::kNumber};
  EXPECT_NO_THROW(LayOut(longest, config, 0));
}

}  // namespace
}  // namespace lethe

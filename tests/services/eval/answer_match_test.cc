#include "services/eval/answer_match.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(AnswerMatch, NormalizesAsSquadDoes) {
  EXPECT_EQ(NormalizeAnswer("The  Eiffel-Tower, a tower!"), "eiffeltower tower");
  EXPECT_EQ(NormalizeAnswer("An apple"), "apple");
  EXPECT_EQ(NormalizeAnswer("another"), "another");
}

TEST(AnswerMatch, BestOverAliases) {
  const AnswerMatch match = MatchAnswer("the USA", {"United States of America", "USA"});
  EXPECT_TRUE(match.exact);
  EXPECT_EQ(match.f1, 1);
}

TEST(AnswerMatch, F1ByHand) {
  // given {oslo, in, norway}, right {oslo, norway}: precision 2/3, recall 1, F1 = 4/5
  const AnswerMatch match = MatchAnswer("Oslo in Norway", {"Oslo, Norway"});
  EXPECT_FALSE(match.exact);
  EXPECT_NEAR(match.f1, 0.8, 1e-12);
  EXPECT_FALSE(match.contains);
  // a word twice counts once: given {a1, a1}, right {a1}: precision 1/2, recall 1
  EXPECT_NEAR(MatchAnswer("x x", {"x"}).f1, 2.0 / 3, 1e-12);
  EXPECT_EQ(MatchAnswer("Bergen", {"Oslo"}).f1, 0);
}

TEST(AnswerMatch, ContainsWholeWords) {
  EXPECT_TRUE(MatchAnswer("It is Oslo, surely", {"Oslo"}).contains);
  EXPECT_FALSE(MatchAnswer("Oslofjord", {"Oslo"}).contains);
}

TEST(AnswerMatch, AnswersOfSignsAlone) {
  EXPECT_TRUE(MatchAnswer("+", {"+"}).exact);
  EXPECT_FALSE(MatchAnswer("-", {"+"}).exact);
}

}  // namespace
}  // namespace lethe

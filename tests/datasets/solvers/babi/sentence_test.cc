#include "datasets/solvers/babi/sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe::babi {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(SentenceTest, WordsComeWithoutPunctuation) {
  EXPECT_THAT(ParseSentence(" Later, Mary went home. "), ElementsAre("Later", "Mary", "went", "home"));
  EXPECT_THAT(ParseSentence("Where is Mary? "), ElementsAre("Where", "is", "Mary"));
  EXPECT_TRUE(ParseSentence("?").empty());
}

TEST(SentenceTest, APatternTakesWhatItsStarsStandFor) {
  const Pattern move = "*who went|moved ?back to the *place";
  EXPECT_THAT(move.Match(ParseSentence("Mary went back to the living room.")),
              Optional(ElementsAre("Mary", "living room")));
  EXPECT_THAT(move.Match(ParseSentence("Mary and John MOVED to the hallway.")),
              Optional(ElementsAre("Mary and John", "hallway")));
  EXPECT_EQ(move.Match(ParseSentence("Mary went to the")), std::nullopt);
  EXPECT_EQ(move.Match(ParseSentence("went to the hallway")), std::nullopt);
  EXPECT_EQ(move.Match(ParseSentence("Mary ran to the hallway")), std::nullopt);
}

TEST(SentenceTest, AStarGrowsUntilTheRestFits) {
  // "blue" alone would leave "square" where a direction must stand.
  const Pattern is = "is the *one =above|below the *other";
  EXPECT_THAT(is.Match(ParseSentence("Is the blue square below the box of chocolates?")),
              Optional(ElementsAre("blue square", "below", "box of chocolates")));
}

TEST(SentenceTest, ARefusedReadingLeavesNothingBehind) {
  const Pattern pattern = "*a =x *b end";
  EXPECT_THAT(pattern.Match(ParseSentence("x x x y end")), Optional(ElementsAre("x", "x", "x y")));
  EXPECT_EQ(pattern.Match(ParseSentence("x x x y")), std::nullopt);
}

}  // namespace
}  // namespace lethe::babi

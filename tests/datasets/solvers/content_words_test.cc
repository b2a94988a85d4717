#include "datasets/solvers/content_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::IsEmpty;

TEST(ContentWordsTest, EndingsAndLittleWordsDoNotCount) {
  EXPECT_EQ(ContentWords("The planets are rotating."), ContentWords("a planet rotates"));
  EXPECT_EQ(ContentWords("by burning fossil fuels"), ContentWords("burn / fossil fuel"));
  EXPECT_NE(ContentWords("red planets"), ContentWords("planets"));
  EXPECT_EQ(ContentWords("365 days").size(), 2u);
}

TEST(ContentWordsTest, ATextOfLittleWordsKeepsThem) {
  EXPECT_EQ(ContentWords("to be").size(), 2u);
  EXPECT_THAT(ContentWords(" .,"), IsEmpty());
}

TEST(ContentWordsTest, ShortWordsStay) {
  EXPECT_EQ(WordRoot("gas"), "gas");
  EXPECT_EQ(WordRoot("glass"), "glas");
  EXPECT_EQ(WordRoot("sing"), "sing");
}

}  // namespace
}  // namespace lethe

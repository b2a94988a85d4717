#include "datasets/readers/sentences.h"

#include <gmock/gmock.h>

namespace lethe {
namespace {

using ::testing::ElementsAre;

TEST(SentencesTest, EndAtFullStopsQuestionAndExclamationMarks) {
  EXPECT_THAT(SplitSentences("It rains. Does it? Yes! Well then."),
              ElementsAre("It rains.", "Does it?", "Yes!", "Well then."));
  EXPECT_THAT(SplitSentences("He said \"Go.\" Then he went. (It was late.) So."),
              ElementsAre("He said \"Go.\"", "Then he went.", "(It was late.)", "So."));
  EXPECT_THAT(SplitSentences("First line\nsecond line"), ElementsAre("First line", "second line"));
}

TEST(SentencesTest, AbbreviationsInitialsAndDecimalsDoNotEndOne) {
  for (const char* one :
       {"Mr. Smith met Dr. J. K. Jones in St. Louis.", "It has 3.5 million people in the U.S. Senate.",
        "The bird (e.g. The Owl) sees, etc. and so on."}) {
    EXPECT_THAT(SplitSentences(one), ElementsAre(one));
  }
}

TEST(SentencesTest, NothingIsLost) {
  const std::string_view text = "  A b.  C d?E f. \n\n G. ";
  std::string joined;
  for (const std::string_view sentence : SplitSentences(text)) joined += sentence;
  std::string expected;
  for (const char c : text) {
    if (c != '\n') expected += c;
  }
  const auto without_spaces = [](std::string s) {
    std::erase(s, ' ');
    return s;
  };
  EXPECT_EQ(without_spaces(joined), without_spaces(expected));
  EXPECT_TRUE(SplitSentences("").empty());
}

}  // namespace
}  // namespace lethe

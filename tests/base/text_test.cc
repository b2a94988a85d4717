#include "base/text.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SplitTest, KeepsEmptyPieces) {
  EXPECT_THAT(Split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
}

TEST(SplitWordsTest, DropsRunsOfWhiteSpace) {
  EXPECT_THAT(SplitWords("  in \t which\r\ncountry "), ElementsAre("in", "which", "country"));
  EXPECT_THAT(SplitWords(" \n"), IsEmpty());
}

TEST(SplitWordsTest, DoesNotSplitAtTheNoBreakSpace) {
  const std::string text = "a\u00A0b";
  EXPECT_THAT(SplitWords(text), ElementsAre(text));
}

TEST(JoinTest, PutsTheSeparatorBetweenOnly) {
  EXPECT_EQ(Join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(Join({"a"}, ", "), "a");
  EXPECT_EQ(Join({}, ", "), "");
}

TEST(JoinTest, TakesViewsToo) {
  EXPECT_EQ(Join(Split("a b", ' '), "-"), "a-b");
}

TEST(ParseNumberTest, TakesAllOfTheTextOrNothing) {
  EXPECT_EQ(ParseNumber<int>("-12"), -12);
  EXPECT_EQ(ParseNumber<uint8_t>("255"), 255);
  EXPECT_EQ(ParseNumber<uint8_t>("256"), std::nullopt);
  for (const char* text : {"", "12x", " 12", "+1"}) EXPECT_EQ(ParseNumber<int>(text), std::nullopt) << text;
}

TEST(TrimTest, TakesAsciiWhiteSpaceFromBothEnds) {
  EXPECT_EQ(Trim(" \t a b \n"), "a b");
  EXPECT_EQ(Trim(" \v\f "), "");
}

TEST(AsciiLowerTest, LeavesOtherLettersAlone) {
  EXPECT_EQ(AsciiLower("ÅNGSTRÖM @[`Z"), "ÅngstrÖm @[`z");
}

TEST(ReplaceAllTest, DoesNotLookAtWhatItInserted) {
  EXPECT_EQ(ReplaceAll("aaa", "a", "aa"), "aaaaaa");
  EXPECT_EQ(ReplaceAll("{s} and {s}", "{s}", "x"), "x and x");
  EXPECT_EQ(ReplaceAll("abc", "b", ""), "ac");
}

TEST(ReplaceAllDeathTest, RefusesAnEmptyPattern) {
  EXPECT_DEATH(ReplaceAll("abc", "", "x"), "check failed");
}

// Unicode 15, table 3-7: the well-formed byte sequences, at both ends of every range and just outside of it.
struct Utf8Case {
  const char* name;
  std::string bytes;
  bool valid;
};

class Utf8Test : public ::testing::TestWithParam<Utf8Case> {};

TEST_P(Utf8Test, FollowsTheTable) {
  const Utf8Case& c = GetParam();
  EXPECT_EQ(IsValidUtf8(c.bytes), c.valid);
  EXPECT_EQ(IsValidUtf8("x" + c.bytes + "y"), c.valid) << "in the middle of a text";
}

INSTANTIATE_TEST_SUITE_P(WellFormed, Utf8Test,
                         ::testing::Values(Utf8Case{"empty", "", true}, Utf8Case{"nul", std::string(1, '\0'), true},
                                           Utf8Case{"u7f", "\x7F", true}, Utf8Case{"u80", "\xC2\x80", true},
                                           Utf8Case{"u7ff", "\xDF\xBF", true}, Utf8Case{"u800", "\xE0\xA0\x80", true},
                                           Utf8Case{"ud7ff", "\xED\x9F\xBF", true},
                                           Utf8Case{"ue000", "\xEE\x80\x80", true},
                                           Utf8Case{"uffff", "\xEF\xBF\xBF", true},
                                           Utf8Case{"u10000", "\xF0\x90\x80\x80", true},
                                           Utf8Case{"u10ffff", "\xF4\x8F\xBF\xBF", true}),
                         [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    IllFormed, Utf8Test,
    ::testing::Values(Utf8Case{"lone_tail", "\x80", false}, Utf8Case{"overlong_2", "\xC0\x80", false},
                      Utf8Case{"overlong_2_high", "\xC1\xBF", false}, Utf8Case{"cut_2", "\xC2", false},
                      Utf8Case{"overlong_3", "\xE0\x9F\xBF", false}, Utf8Case{"cut_3", "\xE1\x80", false},
                      Utf8Case{"surrogate_low", "\xED\xA0\x80", false},
                      Utf8Case{"surrogate_high", "\xED\xBF\xBF", false},
                      Utf8Case{"overlong_4", "\xF0\x8F\xBF\xBF", false}, Utf8Case{"cut_4", "\xF1\x80\x80", false},
                      Utf8Case{"beyond", "\xF4\x90\x80\x80", false}, Utf8Case{"lead_f5", "\xF5\x80\x80\x80", false},
                      Utf8Case{"lead_ff", "\xFF", false}, Utf8Case{"bad_tail", "\xE2\x82\x28", false}),
    [](const auto& info) { return info.param.name; });

// Stored on disk, so it must never change. Values from tests/goldens/random.py.
TEST(StableHashTest, KeepsItsValues) {
  EXPECT_EQ(StableHash(""), 0xc3817c016ba4ff30ULL);
  EXPECT_EQ(StableHash("a"), 0x5f29c2aadd9b8527ULL);
  EXPECT_EQ(StableHash("Ann Lee|place of birth"), 0xe70a14b0f649c913ULL);
  EXPECT_EQ(StableHash("Škoda"), 0x716deb36968bdd5bULL);
}

}  // namespace
}  // namespace lethe

#include "datasets/ascii_case.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"

namespace lethe {
namespace {

TEST(AsciiCase, OnlyLettersOfAsciiChangeCase) {
  EXPECT_TRUE(SameButForCase("Ann LEE-7", "ann lee-7"));
  EXPECT_FALSE(SameButForCase("É", "é"));
  EXPECT_FALSE(SameButForCase("[", "{"));  // their codes differ as those of letters do
  EXPECT_FALSE(SameButForCase("Ann", "Anne"));
  EXPECT_TRUE(SameButForCase("", ""));
}

// Against the slow way, on short texts over few letters, so that hits are frequent.
TEST(AsciiCase, FindsWhatIsFoundInLowerCase) {
  Random random(3);
  const auto draw = [&](size_t longest) {
    std::string text;
    for (size_t left = 1 + random.Below(longest); left > 0; --left) text += "aAbB[{"[random.Below(6)];
    return text;
  };
  size_t hits = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = draw(12), part = draw(3);
    const size_t from = random.Below(14);
    const size_t expected = AsciiLower(text).find(AsciiLower(part), from);
    EXPECT_EQ(FindButForCase(text, part, from), expected) << text << " " << part << " " << from;
    hits += expected != std::string::npos;
  }
  EXPECT_GT(hits, 300u);
}

}  // namespace
}  // namespace lethe

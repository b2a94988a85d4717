#include "retriever/normalize.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"

namespace lethe {
namespace {

struct KeyCase {
  const char* text;
  const char* key;
};

class NormalizeKeyTest : public ::testing::TestWithParam<KeyCase> {};

TEST_P(NormalizeKeyTest, GivesTheKey) {
  EXPECT_EQ(NormalizeKey(GetParam().text), GetParam().key);
}

INSTANTIATE_TEST_SUITE_P(
    Names, NormalizeKeyTest,
    ::testing::Values(KeyCase{"Ann Lee", "ann lee"}, KeyCase{"  ANN\t lee ", "ann lee"}, KeyCase{"Lee, Ann", "lee ann"},
                      KeyCase{"J.R.R. Tolkien", "j r r tolkien"}, KeyCase{"J. R. R. Tolkien", "j r r tolkien"},
                      KeyCase{"O'Neil", "oneil"}, KeyCase{"O\u2019Neil", "oneil"}, KeyCase{"The Beatles", "beatles"},
                      KeyCase{"the", "the"}, KeyCase{"A", "a"}, KeyCase{"A. Lykke", "a lykke"},
                      KeyCase{"\"The Wall\"", "wall"}, KeyCase{"The The", "the"}, KeyCase{"The C++", "c++"},
                      KeyCase{"The ?", "the"}, KeyCase{"An Honest Man", "honest man"}, KeyCase{"C++", "c++"},
                      KeyCase{"C#", "c#"}, KeyCase{"C", "c"}, KeyCase{"AT&T", "at&t"}, KeyCase{"Jean-Luc", "jean luc"},
                      KeyCase{"!!!", "!!!"}, KeyCase{"", ""}, KeyCase{" ", ""}));

INSTANTIATE_TEST_SUITE_P(Unicode, NormalizeKeyTest,
                         ::testing::Values(KeyCase{"Zu\u0308rich", "zurich"}, KeyCase{"Z\u00FCrich", "zurich"},
                                           KeyCase{"\u00C5se \u00D8stby", "ase ostby"},
                                           KeyCase{"\u0141\u00F3d\u017A", "lodz"}, KeyCase{"Stra\u00DFe", "strasse"},
                                           KeyCase{"\u00C6r\u00F8", "aero"}, KeyCase{"\uFF21\uFF4E\uFF4E", "ann"},
                                           KeyCase{"\uFB01ne", "fine"},
                                           KeyCase{"\u0391\u03B8\u03AE\u03BD\u03B1", "\u03B1\u03B8\u03B7\u03BD\u03B1"},
                                           KeyCase{"\u6771\u4EAC", "\u6771\u4EAC"}, KeyCase{"Ann\u00A0Lee", "ann lee"},
                                           KeyCase{"\u20AC5", "\u20AC5"}));

std::string RandomText(Random& random) {
  std::string text;
  const auto length = random.Below(30);
  for (uint64_t i = 0; i < length; ++i) {
    const auto c = static_cast<char32_t>(random.Chance(0.5) ? random.Between(1, 0x7F) : random.Between(0xA0, 0x2FFF));
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
               static_cast<char>(0x80 | (c & 0x3F))};
    }
  }
  return text;
}

TEST(NormalizeTest, FoldingIsIdempotentAndStaysUtf8) {
  Random random(7);
  for (int i = 0; i < 3000; ++i) {
    const std::string text = RandomText(random);
    const std::string folded = FoldText(text);
    EXPECT_TRUE(IsValidUtf8(folded)) << text;
    EXPECT_EQ(FoldText(folded), folded) << text;
    EXPECT_TRUE(IsValidUtf8(NormalizeKey(text))) << text;
  }
}

TEST(NormalizeTest, LongNamesKeepDistinctKeysOfLimitedSize) {
  const std::string stem(5000, 'x');
  const std::string a = NormalizeKey(stem + "a");
  const std::string b = NormalizeKey(stem + "b");
  EXPECT_EQ(a.size(), kMaxKeyBytes);
  EXPECT_NE(a, b);
  EXPECT_TRUE(IsValidUtf8(NormalizeKey(std::string("\u6771") + ReplaceAll(stem, "x", "\u4EAC"))));
}

TEST(NormalizeTest, MalformedBytesDoNotEndTheWorld) {
  EXPECT_EQ(NormalizeKey("Ann\xFF Lee"), "ann\uFFFD lee");
}

}  // namespace
}  // namespace lethe

#include "model/tokenizer/text_memo.h"

#include <gtest/gtest.h>

#include "tests/support/byte_tokenizer.h"

namespace lethe {
namespace {

// Counts how often it is asked.
class CountingTokenizer : public testing::ByteTokenizer {
 public:
  std::vector<int32_t> Encode(std::string_view text) const override {
    ++asked;
    return ByteTokenizer::Encode(text);
  }
  mutable size_t asked = 0;
};

TEST(TextMemo, EncodesAsTheTokenizerBehindItAndAsksOnce) {
  const CountingTokenizer real;
  const TextMemo memo(real);
  const testing::ByteTokenizer plain;
  for (int round = 0; round < 3; ++round) {
    for (const char* text : {"Ann Lee", "Ann", "", "Ann Lee ", "Ünal"})
      EXPECT_EQ(memo.Encode(text), plain.Encode(text));
  }
  EXPECT_EQ(real.asked, 5u);
  const std::string sentence(TextMemo::kLongest + 1, 'x');
  for (int round = 0; round < 3; ++round) EXPECT_EQ(memo.Encode(sentence), plain.Encode(sentence));
  EXPECT_EQ(real.asked, 8u);  // long texts do not come again
}

TEST(TextMemo, ForgetsBeforeItGrowsWithoutEnd) {
  const CountingTokenizer real;
  const TextMemo memo(real);
  for (size_t i = 0; i <= TextMemo::kMost; ++i) memo.Encode(std::to_string(i));
  const size_t before = real.asked;
  memo.Encode(std::to_string(TextMemo::kMost));  // the last one is known
  EXPECT_EQ(real.asked, before);
  memo.Encode("0");  // the first one no longer
  EXPECT_EQ(real.asked, before + 1);
}

}  // namespace
}  // namespace lethe

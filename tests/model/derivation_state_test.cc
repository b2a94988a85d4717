#include "model/derivation_state.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/support/byte_tokenizer.h"

namespace lethe {
namespace {

using S = SpecialTokens;
using testing::ByteTokenizer;
using testing::Show;

TEST(DerivationState, AnyAllowedWalkStaysInTheGrammarAndParses) {
  const ByteTokenizer tokenizer;
  const Random random(11);
  const std::vector<int32_t> letters = tokenizer.Encode("ab");
  for (int walk = 0; walk < 2000; ++walk) {
    Random stream = random.Fork(walk);
    DerivationState state(tokenizer);
    for (int64_t n = stream.Between(0, 3); n > 0; --n) state.AddNumber(static_cast<int>(n));
    std::vector<int32_t> tokens;
    while (!state.done() && tokens.size() < 400) {
      std::vector<int32_t> allowed;
      for (int32_t token = 0; token <= S::Number(kMaxNumber); ++token) {
        if (state.Allows(token)) allowed.push_back(token);
      }
      if (state.Allows(letters[1])) allowed.push_back(letters[1]);
      ASSERT_FALSE(allowed.empty()) << "walk " << walk << " stuck after " << Show(tokens);
      tokens.push_back(stream.Pick(allowed));
      state.Accept(tokens.back());
    }
    if (!state.done()) continue;
    const ParsedDerivation parsed = ParseDerivation(tokenizer, tokens);
    EXPECT_TRUE(parsed.complete) << Show(tokens);
    EXPECT_EQ(parsed.steps.size(), state.Result().steps.size());
  }
}

TEST(DerivationState, OnlyNumbersInSightMayBeCited) {
  const ByteTokenizer tokenizer;
  DerivationState state(tokenizer);
  state.AddNumber(2);
  for (const int32_t token : tokenizer.Encode("a")) state.Accept(token);
  EXPECT_TRUE(state.Allows(S::Number(2)));
  EXPECT_FALSE(state.Allows(S::Number(1)));
  EXPECT_FALSE(state.Allows(S::kLoaded));
  EXPECT_FALSE(state.Allows(S::kPad));
  EXPECT_FALSE(state.Allows(S::kQuestion));
  state.Accept(S::Number(2));
  EXPECT_FALSE(state.Allows(S::Number(2)));  // twice in one step
  state.Accept(S::kAs);
  EXPECT_TRUE(state.Allows(S::Number(3)));
  EXPECT_FALSE(state.Allows(S::Number(4)));
}

TEST(DerivationState, WithoutFactsAValueMustBeRecalled) {
  const ByteTokenizer tokenizer;
  DerivationState state(tokenizer);
  const int32_t letter = tokenizer.Encode("a")[1];
  for (const int32_t token : {letter, S::kSeparator, letter, S::kSeparator}) state.Accept(token);
  EXPECT_FALSE(state.Allows(letter));
  EXPECT_TRUE(state.Allows(S::kRecall));
  state.Accept(S::kRecall);
  EXPECT_TRUE(state.at_recall());
  EXPECT_EQ(state.current().subject, "a");
  state.Accept(S::kLoaded);
  EXPECT_FALSE(state.Allows(letter));
  EXPECT_TRUE(state.Allows(S::kUnknown));
}

}  // namespace
}  // namespace lethe

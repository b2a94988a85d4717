#include "model/data/key_noise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "model/tokenizer/tokenizer.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int32_t kSep = SpecialTokens::kSeparator;

// <s> 300 <|> 301 <|> 302 [1] <question> 303
// <derive> 300 <|> 301 311 <|> 302 [1] 302 <|> 304 <|> <recall> 302 <|> 305 <|> 306 [2] <loaded> 306 [2] <answer> 306
// <end>
Sequence Document() {
  Sequence s;
  const auto add = [&](TokenKind kind, float weight, std::vector<int32_t> tokens) {
    for (const int32_t token : tokens) s.Add(token, kind, weight);
  };
  add(TokenKind::kStart, 0, {SpecialTokens::kStart});
  add(TokenKind::kFact, 0, {300, kSep, 301, kSep, 302});
  add(TokenKind::kNumber, 0, {SpecialTokens::Number(1)});
  add(TokenKind::kQuestion, 0, {SpecialTokens::kQuestion, 303});
  add(TokenKind::kDerivation, 0, {SpecialTokens::kDerive});
  add(TokenKind::kDerivation, 1, {300, kSep, 301, 311, kSep, 302, SpecialTokens::Number(1)});
  add(TokenKind::kDerivation, 1, {302, kSep, 304, kSep, SpecialTokens::kRecall});
  add(TokenKind::kFact, 0, {302, kSep, 305, kSep, 306});
  add(TokenKind::kNumber, 0, {SpecialTokens::Number(2)});
  add(TokenKind::kDerivation, 0, {SpecialTokens::kLoaded});
  add(TokenKind::kDerivation, 1, {306, SpecialTokens::Number(2), SpecialTokens::kAnswer, 306, SpecialTokens::kEnd});
  return s;
}

std::vector<std::vector<int32_t>> KeysOf(const Sequence& s) {
  std::vector<std::vector<int32_t>> keys;
  for (const TokenSpan& span : FindKeys(View(s))) {
    keys.emplace_back(s.tokens.begin() + static_cast<ptrdiff_t>(span.begin),
                      s.tokens.begin() + static_cast<ptrdiff_t>(span.end));
  }
  return keys;
}

TEST(WeightDecisions, WeighsTheTokenBehindEachKeyAndBehindRecalledFacts) {
  Sequence s = Document();
  const Sequence before = s;
  WeightDecisions(s, 3);
  std::vector<int32_t> heavier;
  for (size_t i = 0; i < s.tokens.size(); ++i) {
    if (s.loss_weight[i] != before.loss_weight[i]) {
      EXPECT_EQ(s.loss_weight[i], 3 * before.loss_weight[i]);
      heavier.push_back(s.tokens[i]);
    }
  }
  EXPECT_THAT(heavier, ElementsAre(302, SpecialTokens::kRecall, 306));
}

TEST(FindKeys, FindsThoseOfStepsAndNotThoseOfFacts) {
  EXPECT_THAT(KeysOf(Document()), ElementsAre(ElementsAre(301, 311), ElementsAre(304)));
}

TEST(FindKeys, AQuoteHasNone) {
  Sequence s;
  s.tokens = {SpecialTokens::kDerive, 7, 8, SpecialTokens::Number(1), SpecialTokens::kAnswer, 8};
  s.kinds.assign(6, TokenKind::kDerivation);
  s.loss_weight.assign(6, 1);
  EXPECT_THAT(KeysOf(s), IsEmpty());
}

TEST(ReplaceKeys, PutsAnotherKeyWithoutLossAndKeepsTheRest) {
  const Sequence before = Document();
  Random random(1);
  const Sequence after = ReplaceKeys(
      View(before), 1.0,
      [] {
        return std::vector<int32_t>{401, 402, 403};
      },
      random);
  EXPECT_THAT(KeysOf(after), ElementsAre(ElementsAre(401, 402, 403), ElementsAre(401, 402, 403)));
  ASSERT_EQ(after.tokens.size(), before.tokens.size() + 1 + 2);
  ASSERT_EQ(after.kinds.size(), after.tokens.size());
  ASSERT_EQ(after.loss_weight.size(), after.tokens.size());
  for (const TokenSpan& key : FindKeys(View(after))) {
    for (size_t i = key.begin; i <= key.end; ++i) EXPECT_EQ(after.loss_weight[i], 0) << i;
    EXPECT_EQ(after.loss_weight[key.end + 1], 1);
  }
  const auto lost = std::count(before.loss_weight.begin(), before.loss_weight.end(), 1.0f) -
                    std::count(after.loss_weight.begin(), after.loss_weight.end(), 1.0f);
  EXPECT_EQ(lost, 2 + 1 + 1 + 1);  // both keys and the separators behind them
}

TEST(ReplaceKeys, NoShareOrNoOtherKeyChangesNothing) {
  const Sequence before = Document();
  Random random(2);
  const auto never = [] { return std::vector<int32_t>{401}; };
  EXPECT_EQ(ReplaceKeys(View(before), 0.0, never, random).tokens, before.tokens);
  const auto none = [] { return std::vector<int32_t>{}; };
  EXPECT_EQ(ReplaceKeys(View(before), 1.0, none, random).loss_weight, before.loss_weight);
}

}  // namespace
}  // namespace lethe

#include "model/lexicon.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/quantize.h"
#include "tests/support/gradient_check.h"
#include "tests/support/small_model.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

LexiconConfig SmallConfig() {
  return testing::SmallLexiconModel().lexicon();
}

// Words (120), (130) and (120 140).
class LexiconTest : public ::testing::Test {
 protected:
  LexiconTest() {
    std::vector<uint8_t> continues(150, 0);
    continues[140] = 1;
    torch::manual_seed(1);
    lexicon_->SetWords({{120}, {130}, {120, 140}}, continues, torch::randn({3, 32}));
    torch::NoGradGuard no_grad;
    lexicon_->proj->weight.copy_(torch::randn({8, 32}));
  }

  Lexicon lexicon_{SmallConfig(), 8};
  torch::Tensor x_ = torch::randn({5, 8});
  const torch::Tensor tokens_ = torch::tensor({112, 120, 140, 130, 130});
  const std::vector<TokenKind> kinds_ = {TokenKind::kFact, TokenKind::kFact, TokenKind::kFact, TokenKind::kFact,
                                         TokenKind::kDerivation};
};

TEST_F(LexiconTest, AddsEachWordsVectorAtItsLastToken) {
  const torch::Tensor added = lexicon_(x_, tokens_, kinds_) - x_;
  const torch::Tensor expected = torch::zeros({5, 8});
  expected[2] = torch::mv(lexicon_->proj->weight, lexicon_->vectors()[2]);
  expected[3] = torch::mv(lexicon_->proj->weight, lexicon_->vectors()[1]);
  EXPECT_TRUE(torch::allclose(added, expected, 1e-4, 1e-5)) << added;
}

TEST_F(LexiconTest, ChangesNothingWhereNoWordIs) {
  const std::vector<TokenKind> derived(5, TokenKind::kDerivation);
  EXPECT_TRUE(torch::equal(lexicon_(x_, tokens_, derived), x_));
}

TEST_F(LexiconTest, HidesAllTokensOfAWordButNotItsVector) {
  x_.set_requires_grad(true);
  lexicon_->HideWords(1, Random(1));
  const torch::Tensor y = lexicon_(x_, tokens_, kinds_);
  const torch::Tensor vectors = torch::matmul(lexicon_->vectors(), lexicon_->proj->weight.t());
  EXPECT_TRUE(torch::equal(y[0], x_[0]));              // of no word
  EXPECT_TRUE(torch::equal(y[1], torch::zeros({8})));  // the word's first token
  EXPECT_TRUE(torch::allclose(y[2], vectors[2], 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(y[3], vectors[1], 1e-4, 1e-5));
  EXPECT_TRUE(torch::equal(y[4], x_[4]));  // of the derivation
}

TEST_F(LexiconTest, WordsSetHiddenAreSoAlways) {
  lexicon_->SetHidden({0, 0, 1});
  torch::NoGradGuard no_grad;
  const torch::Tensor y = lexicon_(x_, tokens_, kinds_),
                      vectors = torch::matmul(lexicon_->vectors(), lexicon_->proj->weight.t());
  EXPECT_TRUE(torch::equal(y[1], torch::zeros({8})));
  EXPECT_TRUE(torch::allclose(y[2], vectors[2], 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(y[3], x_[3] + vectors[1], 1e-4, 1e-5));
  Lexicon other(SmallConfig(), 8);
  other->SetWords(*lexicon_);
  EXPECT_TRUE(other->HasWordsOf(*lexicon_));
  other->SetHidden({0, 0, 0});
  EXPECT_FALSE(other->HasWordsOf(*lexicon_));
  EXPECT_THAT([&] { lexicon_->SetHidden({0}); }, ThrowsCode(Code::kInvalidArgument, "1 words, it has 3"));
}

TEST_F(LexiconTest, HidesAShareOfTheWordsTheSameOnesForTheSameSeed) {
  constexpr int64_t kWords = 4000;
  const torch::Tensor x = torch::ones({kWords, 8}), tokens = torch::full({kWords}, 130);
  const std::vector<TokenKind> kinds(kWords, TokenKind::kFact);
  const auto hidden = [&](uint64_t seed) {
    lexicon_->HideWords(0.25, Random(seed));
    const torch::Tensor vector = torch::mv(lexicon_->proj->weight, lexicon_->vectors()[1]);
    return (lexicon_(x, tokens, kinds) - vector).abs().amax(1) < 1e-4;
  };
  const torch::Tensor first = hidden(1);
  EXPECT_NEAR(first.sum().item<double>() / kWords, 0.25, 0.03);
  EXPECT_TRUE(torch::equal(first, hidden(1)));
  EXPECT_FALSE(torch::equal(first, hidden(2)));
}

TEST_F(LexiconTest, HidesNothingWhereNoGradientIsKept) {
  lexicon_->HideWords(1, Random(1));
  torch::NoGradGuard no_grad;
  EXPECT_TRUE(torch::equal(lexicon_(x_, tokens_, kinds_)[1], x_[1]));
}

TEST_F(LexiconTest, BeginsWithoutASay) {
  Lexicon fresh(SmallConfig(), 8);
  fresh->SetWords(*lexicon_);
  EXPECT_TRUE(torch::equal(fresh(x_, tokens_, kinds_), x_));
}

TEST_F(LexiconTest, GradientsMatchFiniteDifferences) {
  x_.set_requires_grad(true);
  const torch::Tensor weights = torch::randn({5, 8});
  testing::ExpectGradientsMatch([&] { return (lexicon_(x_, tokens_, kinds_).square() * weights).sum(); },
                                {x_, lexicon_->proj->weight}, 1e-2, 2e-2, 10);
}

TEST_F(LexiconTest, VectorsAreTrainedByNobodyAndAreWhatIsStored) {
  EXPECT_EQ(lexicon_->parameters().size(), 1u);
  EXPECT_TRUE(torch::equal(lexicon_->vectors(), RoundToInt4(lexicon_->vectors())));
}

TEST_F(LexiconTest, TellsOtherWordsApart) {
  Lexicon other(SmallConfig(), 8);
  other->SetWords(*lexicon_);
  EXPECT_TRUE(other->HasWordsOf(*lexicon_));
  other->SetWords({{120}, {131}, {120, 140}}, other->continues(), lexicon_->vectors());
  EXPECT_FALSE(other->HasWordsOf(*lexicon_));
  other->SetWords(lexicon_->words(), other->continues(), lexicon_->vectors() * 2);
  EXPECT_FALSE(other->HasWordsOf(*lexicon_));
}

TEST_F(LexiconTest, TakesWordsOfItsSizeAlone) {
  EXPECT_THAT(
      [&] {
        lexicon_->SetWords({{120}, {130}}, {}, torch::zeros({2, 32}));
      },
      ThrowsCode(Code::kInvalidArgument, "2 words"));
  for (const std::u32string& word : {std::u32string(), std::u32string(256, 120), std::u32string(1, 65536)}) {
    EXPECT_THAT(
        [&] {
          lexicon_->SetWords({word, {130}, {120}}, {}, torch::zeros({3, 32}));
        },
        ThrowsCode(Code::kInvalidArgument, "a word has no pieces"));
  }
  LexiconConfig config = SmallConfig();
  config.set_dim(40);
  EXPECT_THAT([&] { Lexicon(config, 8); }, ThrowsCode(Code::kInvalidArgument, "model.lexicon.dim is 40"));
}

}  // namespace
}  // namespace lethe

#include "model/train/word_lexicon.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/vector_files.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class WordLexiconTest : public testing::TempDir {
 protected:
  WordLexiconTest() : model_(testing::SmallModel()) {
    testing::RandomiseParameters(model_, 2);
    testing::WriteWordTable(dir() / "words.safetensors", words_, {149});
    source_.set_file((dir() / "words.safetensors").string());
    source_.set_dim(32);
  }

  Decoder model_;
  std::vector<testing::TokensAndVector> words_ = testing::RandomWords(36, 40, 3);
  LexiconSource source_;
};

TEST_F(WordLexiconTest, TheModelComputesTheSameAtFirst) {
  Decoder with = WithLexicon(model_, source_);
  EXPECT_EQ(with->options.lexicon().words(), 36u);
  Random random(1);
  const Sequence document = testing::RandomDocument(random, 3);
  const PackedBatch batch = PackDocuments({View(document)}, model_->options, torch::kCPU);
  torch::NoGradGuard no_grad;
  EXPECT_TRUE(torch::equal(with->TargetLogProbabilities(batch), model_->TargetLogProbabilities(batch)));
  with->lexicon->proj->weight.normal_();
  EXPECT_FALSE(torch::allclose(with->TargetLogProbabilities(batch), model_->TargetLogProbabilities(batch)));
}

// Two words that are close to each other and far from the others stay so in fewer numbers.
TEST_F(WordLexiconTest, KeepsWhatIsCloseClose) {
  words_[1].vector = words_[0].vector;
  for (float& number : words_[1].vector) number *= 1.1f;
  testing::WriteWordTable(source_.file(), words_, {149});
  const torch::Tensor vectors = WithLexicon(model_, source_)->lexicon->vectors();
  EXPECT_EQ(vectors.sizes(), torch::IntArrayRef({36, 32}));
  EXPECT_NEAR(vectors.square().mean().item<double>(), 1, 0.02);
  const auto cosine = [&](int64_t a, int64_t b) {
    return torch::cosine_similarity(vectors[a], vectors[b], 0).item<double>();
  };
  EXPECT_GT(cosine(0, 1), 0.9);
  EXPECT_LT(cosine(0, 2), 0.6);
}

TEST_F(WordLexiconTest, HidesWhatTheDocumentsHaveLessOften) {
  using enum TokenKind;
  Decoder with = WithLexicon(model_, source_);  // words (112), (113) ...
  const std::vector<int32_t> tokens = {112, 113, 112, 114, 114, 114};
  const std::vector<TokenKind> kinds = {kFact, kFact, kQuestion, kDerivation, kDerivation, kQuestion};
  const std::vector<float> weights(tokens.size(), 0);
  HideRareWords(*with->lexicon, {{tokens, kinds, weights}}, 2);
  EXPECT_EQ(with->lexicon->hidden()[0], 0);  // twice
  EXPECT_EQ(with->lexicon->hidden()[1], 1);
  EXPECT_EQ(with->lexicon->hidden()[2], 1);  // once, besides derivations
  EXPECT_EQ(with->lexicon->hidden()[3], 1);
}

TEST_F(WordLexiconTest, ALexiconThatTheModelHasStaysAsItIs) {
  Decoder with = WithLexicon(model_, source_);
  testing::RandomiseParameters(with, 5);
  std::vector<uint8_t> hidden(36, 0);
  hidden[3] = 1;
  with->lexicon->SetHidden(hidden);
  const Decoder again = WithLexicon(with, source_);
  EXPECT_TRUE(again->lexicon->HasWordsOf(*with->lexicon));
  EXPECT_EQ(again->lexicon->hidden(), hidden);
  EXPECT_TRUE(torch::equal(again->lexicon->proj->weight, with->lexicon->proj->weight));
}

TEST_F(WordLexiconTest, RefusesOtherWordsOrVectorsOfTheSameSizes) {
  const Decoder with = WithLexicon(model_, source_);
  const auto differs = ThrowsCode(Code::kInvalidArgument, "other words or vectors");
  std::vector<testing::TokensAndVector> other = words_;
  other[7].tokens = {112, 113};
  testing::WriteWordTable(source_.file(), other, {149});
  EXPECT_THAT([&] { WithLexicon(with, source_); }, differs);
  testing::WriteWordTable(source_.file(), words_, {148});
  EXPECT_THAT([&] { WithLexicon(with, source_); }, differs);
  testing::WriteWordTable(source_.file(), testing::RandomWords(36, 40, 4), {149});
  EXPECT_THAT([&] { WithLexicon(with, source_); }, differs);
}

TEST_F(WordLexiconTest, RefusesWhatDoesNotFit) {
  source_.set_dim(64);
  EXPECT_THAT([&] { WithLexicon(model_, source_); }, ThrowsCode(Code::kInvalidArgument, "lexicon.dim: 64"));
  source_.set_dim(32);
  testing::WriteWordTable(source_.file(), words_, {149}, 151);
  EXPECT_THAT([&] { WithLexicon(model_, source_); }, ThrowsCode(Code::kFailedPrecondition, "151 pieces"));
  testing::WriteWordTable(source_.file(), words_, {149});
  Decoder another(testing::SmallLexiconModel());
  EXPECT_THAT([&] { WithLexicon(another, source_); }, ThrowsCode(Code::kInvalidArgument, "its lexicon differs"));
}

}  // namespace
}  // namespace lethe

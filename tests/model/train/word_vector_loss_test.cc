#include "model/train/word_vector_loss.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "base/config.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/word_table.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class WordVectorLossTest : public testing::TempDir {
 protected:
  WordVectorLossTest() {
    testing::WriteWordTable(dir() / "words.safetensors", {{{120}, {4, 1}}, {{125}, {1, 5}}, {{130}, {-2, 0}}}, {});
    config_.set_file((dir() / "words.safetensors").string());
    config_.set_layer(1);
  }
  static TokenDocument View(const Sequence& s) { return {s.tokens, s.kinds, s.loss_weight}; }

  WordVectorConfig config_;
  Decoder model_{testing::SmallModel()};
};

TEST_F(WordVectorLossTest, IsOneLessTheMeanCosineOverAllDocuments) {
  WordVectorLoss loss(config_, model_, torch::kCPU);
  const std::vector<TokenKind> kinds(3, TokenKind::kFact);
  const std::vector<float> weights(3, 0);
  const std::vector<int32_t> a = {112, 120, 113}, b = {130, 112, 125};
  torch::manual_seed(1);
  const torch::Tensor hidden = torch::randn({6, 16});
  const torch::Tensor guesses = torch::matmul(hidden, loss.head()->weight.t()), vectors = loss.words().vectors();
  const auto cosine = [&](int64_t place, int64_t row) {
    return (guesses[place].dot(vectors[row]) / guesses[place].norm()).item<double>();
  };
  EXPECT_NEAR(loss.Loss({{a, kinds, weights}, {b, kinds, weights}}, hidden).item<double>(),
              1 - (cosine(1, 0) + cosine(3, 2) + cosine(5, 1)) / 3, 1e-5);
}

TEST_F(WordVectorLossTest, IsUndefinedWithoutAWord) {
  WordVectorLoss loss(config_, model_, torch::kCPU);
  const std::vector<int32_t> tokens = {112, 113};
  const std::vector<TokenKind> kinds(2, TokenKind::kFact);
  const std::vector<float> weights(2, 0);
  EXPECT_FALSE(loss.Loss({{tokens, kinds, weights}}, torch::zeros({2, 16})).defined());
}

TEST_F(WordVectorLossTest, TeachesTheLayersUpToItsOwn) {
  WordVectorLoss loss(config_, model_, torch::kCPU);
  testing::RandomiseParameters(model_, 2);
  Random random(1);
  const Sequence words = loss.words().DrawWords(24, random);
  const PackedBatch batch = PackDocuments({View(words)}, model_->options, torch::kCPU);
  HiddenTap tap{loss.layer(), {}};
  model_->Loss(batch, &tap);
  loss.Loss({View(words)}, tap.hidden).backward();
  const auto gradient = [&](const char* name) { return model_->named_parameters()[name].grad(); };
  EXPECT_GT(gradient("layers.0.self_attn.o_proj.weight").abs().sum().item<double>(), 0);
  EXPECT_FALSE(gradient("layers.1.self_attn.o_proj.weight").defined());
}

TEST_F(WordVectorLossTest, NamesALayerThatTheModelLacks) {
  for (const uint32_t layer : {0, 3}) {
    config_.set_layer(layer);
    EXPECT_THAT([&] { WordVectorLoss loss(config_, model_, torch::kCPU); },
                ThrowsCode(Code::kInvalidArgument, "none of the model's 2 layers"));
  }
}

}  // namespace
}  // namespace lethe

#include "model/train/vector_loss.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "base/config.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/vector_files.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class VectorLossTest : public testing::TempDir {
 protected:
  VectorLossTest() {
    testing::WriteWordTable(dir() / "words.safetensors", {{{120}, {4, 1}}, {{125}, {1, 5}}, {{130}, {-2, 0}}}, {});
    config_.set_file((dir() / "words.safetensors").string());
    config_.set_layer(1);
  }

  VectorLossConfig config_;
  Decoder model_{testing::SmallModel()};
};

TEST_F(VectorLossTest, SumsOneLessTheCosineOverAllDocuments) {
  VectorLoss loss(config_, model_, torch::kCPU);
  const std::vector<TokenKind> kinds(3, TokenKind::kFact);
  const std::vector<float> weights(3, 0);
  const std::vector<int32_t> a = {112, 120, 113}, b = {130, 112, 125};
  torch::manual_seed(1);
  const torch::Tensor hidden = torch::randn({6, 16});
  const torch::Tensor guesses = torch::matmul(hidden, loss.head()->weight.t()), vectors = loss.table().vectors();
  const auto cosine = [&](int64_t place, int64_t row) {
    return (guesses[place].dot(vectors[row]) / guesses[place].norm()).item<double>();
  };
  const VectorLoss::Places places = loss.Find({{a, kinds, weights}, {b, kinds, weights}});
  EXPECT_EQ(places.tokens, (std::vector<int64_t>{1, 3, 5}));
  EXPECT_NEAR(loss.Sum(places, hidden).item<double>(), 3 - cosine(1, 0) - cosine(3, 2) - cosine(5, 1), 1e-5);
}

TEST_F(VectorLossTest, TeachesTheLayersUpToItsOwn) {
  VectorLoss loss(config_, model_, torch::kCPU);
  testing::RandomiseParameters(model_, 2);
  Random random(1);
  const Sequence words = loss.table().Draw(24, random)[0];
  const PackedBatch batch = PackDocuments({View(words)}, model_->options, torch::kCPU);
  std::vector<HiddenTap> taps = {{loss.layer(), {}}};
  model_->Loss(batch, &taps);
  loss.Sum(loss.Find({View(words)}), taps[0].hidden).backward();
  const auto gradient = [&](const char* name) { return model_->named_parameters()[name].grad(); };
  EXPECT_GT(gradient("layers.0.self_attn.o_proj.weight").abs().sum().item<double>(), 0);
  EXPECT_FALSE(gradient("layers.1.self_attn.o_proj.weight").defined());
}

TEST_F(VectorLossTest, TakesATableOfTheModelsTokenizerAlone) {
  testing::WriteWordTable(config_.file(), {{{120}, {4, 1}}, {{130}, {-2, 0}}}, {}, 151);
  EXPECT_THAT([&] { VectorLoss loss(config_, model_, torch::kCPU); },
              ThrowsCode(Code::kFailedPrecondition, "151 pieces"));
}

TEST_F(VectorLossTest, NamesALayerThatTheModelLacks) {
  for (const uint32_t layer : {0, 3}) {
    config_.set_layer(layer);
    EXPECT_THAT([&] { VectorLoss loss(config_, model_, torch::kCPU); },
                ThrowsCode(Code::kInvalidArgument, "none of the model's 2 layers"));
  }
}

}  // namespace
}  // namespace lethe

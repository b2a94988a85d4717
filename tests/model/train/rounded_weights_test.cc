#include "model/train/rounded_weights.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <map>

#include "model/quantize.h"
#include "tests/support/small_model.h"

namespace lethe {
namespace {

class RoundedWeightsTest : public ::testing::Test {
 protected:
  RoundedWeightsTest() : model_(Config()) {
    testing::RandomiseParameters(model_, 1);
    for (const auto& item : model_->named_parameters()) before_[item.key()] = item.value().detach().clone();
  }

  static ModelConfig Config() {
    ModelConfig config = testing::SmallModel();
    config.set_dim(kInt4Block);
    return config;
  }

  Decoder model_;
  std::map<std::string, torch::Tensor> before_;
};

TEST_F(RoundedWeightsTest, MatricesOfWholeBlocksAreRoundedAndComeBack) {
  {
    const RoundedWeights rounded(model_, 2);
    for (const auto& item : model_->named_parameters()) {
      const torch::Tensor& before = before_[item.key()];
      EXPECT_TRUE(torch::equal(item.value(), HasWholeBlocks(before) ? RoundToInt4(before) : before)) << item.key();
    }
    EXPECT_FALSE(torch::equal(model_->embed_tokens->weight, before_["embed_tokens.weight"]));
  }
  for (const auto& item : model_->named_parameters())
    EXPECT_TRUE(torch::equal(item.value(), before_[item.key()])) << item.key();
}

TEST_F(RoundedWeightsTest, WhereNamesAreGivenThoseAloneAreRounded) {
  const RoundedWeights rounded(model_, 1, {"layers.1.mlp.up"});
  for (const auto& item : model_->named_parameters()) {
    const bool same = torch::equal(item.value(), before_[item.key()]);
    EXPECT_EQ(same, item.key() != "layers.1.mlp.up_proj.weight") << item.key();
  }
}

TEST_F(RoundedWeightsTest, GradientsTakenMeanwhileAreThoseOfTheRoundedWeights) {
  Random random(3);
  const Sequence sequence = testing::RandomDocument(random, 3);
  const PackedBatch batch = PackDocuments({View(sequence)}, model_->options, torch::kCPU);
  {
    const RoundedWeights rounded(model_, 1);
    model_->Loss(batch).backward();
  }
  Decoder stored(Config());
  {
    torch::NoGradGuard no_grad;
    auto parameters = stored->named_parameters();
    for (const auto& [name, weight] : before_)
      parameters[name].copy_(HasWholeBlocks(weight) ? RoundToInt4(weight) : weight);
  }
  stored->Loss(batch).backward();
  const auto expected = stored->named_parameters();
  for (const auto& item : model_->named_parameters())
    EXPECT_TRUE(torch::equal(item.value().grad(), expected[item.key()].grad())) << item.key();
}

}  // namespace
}  // namespace lethe

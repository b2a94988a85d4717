#include "model/train/grow.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/small_model.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

// Without the share that eps has in a norm, which a wider model with zeros in it sees otherwise.
ModelConfig SmallerModel() {
  ModelConfig config = testing::SmallModel();
  config.set_norm_eps(1e-10f);
  return config;
}

ModelConfig LargerModel() {
  ModelConfig config = SmallerModel();
  config.set_dim(24);
  LayerConfig& layer = *config.mutable_layer(0);
  layer.set_repeat(3);
  layer.mutable_attention()->set_heads(6);
  layer.mutable_attention()->set_kv_heads(3);
  layer.mutable_swiglu()->set_hidden(40);
  return config;
}

PackedBatch Batch(const ModelConfig& config) {
  Random random(3);
  std::vector<Sequence> sequences;
  for (int facts : {1, 3, 5}) sequences.push_back(testing::RandomDocument(random, facts));
  std::vector<TokenDocument> documents;
  for (const Sequence& s : sequences) documents.push_back(View(s));
  return PackDocuments(documents, config, torch::kCPU);
}

TEST(GrowModelTest, ComputesWhatTheSmallerModelComputes) {
  torch::manual_seed(1);
  Decoder small(SmallerModel());
  testing::RandomiseParameters(small, 1);
  Decoder large = GrowModel(small, LargerModel());
  EXPECT_EQ(large->layer_count(), 3);
  const PackedBatch batch = Batch(small->options);
  torch::NoGradGuard no_grad;
  const torch::Tensor expected = small->TargetLogProbabilities(batch), got = large->TargetLogProbabilities(batch);
  EXPECT_TRUE(torch::allclose(got, expected, 1e-4, 1e-4)) << (got - expected).abs().max();
}

TEST(GrowModelTest, EverythingNewIsReachedByAGradientWithinTwoSteps) {
  torch::manual_seed(1);
  Decoder small(SmallerModel());
  testing::RandomiseParameters(small, 1);
  Decoder large = GrowModel(small, LargerModel());
  const PackedBatch batch = Batch(small->options);
  auto backward = [&] {
    large->zero_grad();
    large->Loss(batch).backward();
  };
  backward();
  {
    torch::NoGradGuard no_grad;
    for (torch::Tensor& parameter : large->parameters()) parameter.sub_(0.1 * parameter.grad());
  }
  backward();
  for (const auto& item : large->named_parameters()) {
    if (item.value().dim() != 2 || item.key() == "embed_tokens.weight") continue;
    const torch::Tensor reached = item.value().grad() != 0;
    EXPECT_TRUE(reached.any(1).all().item<bool>()) << item.key() << ": a row without gradient";
    EXPECT_TRUE(reached.any(0).all().item<bool>()) << item.key() << ": a column without gradient";
  }
}

TEST(GrowModelTest, KeepsTheLexicon) {
  ModelConfig from = SmallerModel(), to = LargerModel();
  *from.mutable_lexicon() = *to.mutable_lexicon() = testing::SmallLexiconModel().lexicon();
  Decoder small(from);
  testing::RandomiseParameters(small, 1);
  testing::SetSmallLexicon(small, 2);
  Decoder large = GrowModel(small, to);
  const PackedBatch batch = Batch(small->options);
  torch::NoGradGuard no_grad;
  const torch::Tensor expected = small->TargetLogProbabilities(batch), got = large->TargetLogProbabilities(batch);
  EXPECT_TRUE(torch::allclose(got, expected, 1e-4, 1e-4)) << (got - expected).abs().max();
  EXPECT_THAT([&] { GrowModel(small, LargerModel()); },
              testing::ThrowsCode(Code::kInvalidArgument, "its lexicon differs"));
}

TEST(GrowModelTest, RefusesWhatCannotHoldTheSmallerModel) {
  Decoder small(LargerModel());
  EXPECT_THAT([&] { GrowModel(small, SmallerModel()); }, testing::ThrowsCode(Code::kInvalidArgument, "dim is larger"));
  ModelConfig other = LargerModel();
  other.mutable_layer(0)->mutable_attention()->set_kv_heads(6);
  EXPECT_THAT([&] { GrowModel(small, other); },
              testing::ThrowsCode(Code::kInvalidArgument, "heads per key and value head"));
}

}  // namespace
}  // namespace lethe

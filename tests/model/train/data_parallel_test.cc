#include "model/train/data_parallel.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/vector_files.h"

namespace lethe {
namespace {

struct Documents {
  explicit Documents(int count) {
    Random random(3);
    for (int i = 0; i < count; ++i) sequences.push_back(testing::RandomDocument(random, 1 + i % 4));
    for (const Sequence& s : sequences) views.push_back(View(s));
  }
  std::vector<Sequence> sequences;
  std::vector<TokenDocument> views;
};

std::vector<torch::Tensor> Gradients(Decoder& model) {
  std::vector<torch::Tensor> gradients;
  for (const torch::Tensor& parameter : model->parameters()) gradients.push_back(parameter.grad().clone());
  return gradients;
}

Decoder SeededModel() {
  Decoder model(testing::SmallModel());
  testing::RandomiseParameters(model, 5);
  return model;
}

TEST(DataParallel, GradientsEqualOneBackwardOverAllDocuments) {
  const Documents documents(9);
  Decoder model = SeededModel();
  const torch::Tensor loss = model->Loss(PackDocuments(documents.views, model->options, torch::kCPU));
  loss.backward();
  const std::vector<torch::Tensor> expected = Gradients(model);
  for (const size_t threads : {1, 2, 4, 20}) {
    const StepSums sums = BackwardOverDocuments(model, documents.views, threads, torch::kCPU, 1.0, false);
    EXPECT_NEAR(sums.loss, loss.item<double>(), 1e-5) << threads;
    const std::vector<torch::Tensor> gradients = Gradients(model);
    for (size_t p = 0; p < expected.size(); ++p)
      EXPECT_TRUE(torch::allclose(gradients[p], expected[p], 1e-3, 1e-5)) << threads << " threads, parameter " << p;
  }
}

TEST(DataParallel, SameThreadsGiveTheSameBits) {
  const Documents documents(9);
  Decoder model = SeededModel();
  BackwardOverDocuments(model, documents.views, 3, torch::kCPU, 1.0, false);
  const std::vector<torch::Tensor> first = Gradients(model);
  BackwardOverDocuments(model, documents.views, 3, torch::kCPU, 1.0, false);
  const std::vector<torch::Tensor> second = Gradients(model);
  for (size_t p = 0; p < first.size(); ++p) EXPECT_TRUE(torch::equal(first[p], second[p])) << p;
}

TEST(DataParallel, AccumulatesScaledParts) {
  const Documents documents(6);
  Decoder model = SeededModel();
  BackwardOverDocuments(model, documents.views, 2, torch::kCPU, 1.0, false);
  const std::vector<torch::Tensor> whole = Gradients(model);
  const StepSums half = BackwardOverDocuments(model, documents.views, 2, torch::kCPU, 0.5, false);
  const StepSums other = BackwardOverDocuments(model, documents.views, 2, torch::kCPU, 0.5, true);
  EXPECT_DOUBLE_EQ(half.loss, other.loss);
  const std::vector<torch::Tensor> summed = Gradients(model);
  for (size_t p = 0; p < whole.size(); ++p) EXPECT_TRUE(torch::allclose(summed[p], whole[p], 1e-3, 1e-5)) << p;
}

// The loss and its gradient are means weighted by loss_weight, whatever the sizes of the weights.
TEST(DataParallel, TokensCountByTheirWeights) {
  Documents documents(3);
  for (Sequence& sequence : documents.sequences) {
    for (size_t i = 0; i < sequence.loss_weight.size(); ++i)
      sequence.loss_weight[i] *= 0.125f * static_cast<float>(i % 9);
  }
  Decoder model = SeededModel();
  torch::Tensor sum = torch::zeros({}), weights = torch::zeros({});
  for (const Sequence& s : documents.sequences) {
    for (size_t i = 1; i < s.tokens.size(); ++i) {
      if (s.loss_weight[i] == 0) continue;
      std::vector<float> alone(s.tokens.size(), 0);  // one token at a time
      alone[i] = 1;
      const PackedBatch batch = PackDocuments({{s.tokens, s.kinds, alone}}, model->options, torch::kCPU);
      sum = sum + model->Loss(batch) * s.loss_weight[i];
      weights = weights + s.loss_weight[i];
    }
  }
  const torch::Tensor loss = sum / weights;
  loss.backward();
  const std::vector<torch::Tensor> expected = Gradients(model);
  const StepSums sums = BackwardOverDocuments(model, documents.views, 2, torch::kCPU, 1.0, false);
  EXPECT_NEAR(sums.loss, loss.item<double>(), 1e-5);
  const std::vector<torch::Tensor> gradients = Gradients(model);
  for (size_t p = 0; p < expected.size(); ++p) EXPECT_TRUE(torch::allclose(gradients[p], expected[p], 1e-3, 1e-5)) << p;
}

TEST(DataParallel, DocumentsWithoutWeightChangeNothing) {
  Documents documents(2);
  Decoder model = SeededModel();
  BackwardOverDocuments(model, {documents.views[1]}, 1, torch::kCPU, 1.0, false);
  const std::vector<torch::Tensor> expected = Gradients(model);
  Sequence& silent = documents.sequences[0];
  std::fill(silent.loss_weight.begin(), silent.loss_weight.end(), 0.0f);
  for (const size_t threads : {1, 2}) {
    BackwardOverDocuments(model, documents.views, threads, torch::kCPU, 1.0, false);
    const std::vector<torch::Tensor> gradients = Gradients(model);
    for (size_t p = 0; p < expected.size(); ++p)
      EXPECT_TRUE(torch::allclose(gradients[p], expected[p], 1e-3, 1e-5)) << threads << " threads, parameter " << p;
  }
  const StepSums sums = BackwardOverDocuments(model, {documents.views[0]}, 1, torch::kCPU, 1.0, false);
  EXPECT_EQ(sums.loss, 0.0);
  for (const torch::Tensor& parameter : model->parameters())
    EXPECT_EQ(parameter.grad().defined() ? parameter.grad().abs().max().item<float>() : 0.0f, 0.0f);
}

// The means are over what all documents hold, however these are shared out and whatever they weigh.
TEST(DataParallel, AddsTheLossesOfVectorsAtTheirWeights) {
  const testing::ScopedTempDir folder;
  const Path file = folder.path() / "words.safetensors";
  testing::WriteWordTable(file, {{{115}, {4, 1}}, {{120}, {1, 5}}, {{130}, {-2, 0}}}, {});
  Documents documents(9);
  for (const size_t i : {0, 5}) {
    std::vector<float>& weights = documents.sequences[i].loss_weight;
    std::fill(weights.begin(), weights.end(), 0.0f);
  }
  Decoder model = SeededModel();
  VectorLosses vectors;
  std::vector<HiddenTap> taps;
  for (const uint32_t layer : {2, 1}) {
    VectorLossConfig config;
    config.set_file(file.string());
    config.set_weight(0.5f * static_cast<float>(layer));
    config.set_layer(layer);
    vectors.push_back(std::make_unique<VectorLoss>(config, model, torch::kCPU));
    taps.push_back({layer, {}});
  }
  torch::Tensor loss = model->Loss(PackDocuments(documents.views, model->options, torch::kCPU), &taps);
  const double alone = loss.item<double>();
  std::vector<double> means;
  for (size_t i = 0; i < vectors.size(); ++i) {
    const VectorLoss::Places places = vectors[i]->Find(documents.views);
    ASSERT_GT(places.rows.size(), 3u);
    const torch::Tensor mean = vectors[i]->Sum(places, taps[i].hidden) / static_cast<double>(places.rows.size());
    means.push_back(mean.item<double>());
    loss = loss + mean * vectors[i]->weight();
  }
  loss.backward();
  const auto gradients = [&] {
    std::vector<torch::Tensor> all = Gradients(model);
    for (const auto& of : vectors) all.push_back(of->head()->weight.grad().clone());
    return all;
  };
  const std::vector<torch::Tensor> expected = gradients();
  for (const size_t threads : {1, 2, 4, 20}) {
    const StepSums sums =
        BackwardOverDocuments(model, documents.views, threads, torch::kCPU, 1.0, false, FLOAT32, vectors);
    EXPECT_NEAR(sums.loss, alone, 1e-5);
    ASSERT_EQ(sums.vector_loss.size(), 2u);
    for (size_t i = 0; i < 2; ++i) EXPECT_NEAR(sums.vector_loss[i], means[i], 1e-5) << threads;
    const std::vector<torch::Tensor> got = gradients();
    for (size_t p = 0; p < expected.size(); ++p)
      EXPECT_TRUE(torch::allclose(got[p], expected[p], 1e-3, 1e-5)) << threads << " threads, parameter " << p;
  }
}

TEST(DataParallel, CountsAllTokensWhateverTheThreads) {
  const Documents documents(7);
  Decoder model = SeededModel();
  int64_t tokens = 0;
  for (const TokenDocument& document : documents.views) tokens += static_cast<int64_t>(document.tokens.size());
  for (const size_t threads : {1, 3})
    EXPECT_EQ(BackwardOverDocuments(model, documents.views, threads, torch::kCPU, 1.0, false).tokens, tokens);
}

TEST(ShareOut, BalancesTokensAndLeavesNoShareEmpty) {
  const Documents documents(8);
  const auto shares = ShareOut(documents.views, 2);
  ASSERT_EQ(shares.size(), 2u);
  size_t sums[2] = {0, 0}, longest = 0;
  for (int s = 0; s < 2; ++s) {
    for (const TokenDocument& document : shares[s]) {
      sums[s] += document.tokens.size();
      longest = std::max(longest, document.tokens.size());
    }
  }
  EXPECT_LE(std::max(sums[0], sums[1]) - std::min(sums[0], sums[1]), longest);
  EXPECT_EQ(ShareOut(documents.views, 100).size(), 8u);
}

}  // namespace
}  // namespace lethe

// Each optimiser solves a small problem, follows an independent calculation, and after reload takes the same next step.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "model/train/optimizers/muon.h"
#include "model/train/optimizers/optimizer.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

std::map<std::string, torch::Tensor> Copied(const NamedTensors& state) {
  std::map<std::string, torch::Tensor> copy;
  for (const auto& [name, tensor] : state) copy[name] = tensor.clone();
  return copy;
}

OptimizerConfig Config(const std::string& kind) {
  OptimizerConfig config;
  if (kind == "adamw") config.mutable_adamw()->set_lr(0.05);
  if (kind == "muon") config.mutable_muon()->set_lr(0.05);
  if (kind == "muon") config.mutable_muon()->mutable_other()->set_lr(0.05);
  return config;
}

// XOR by a net of one hidden layer; the first matrix is named as a layer's, so that Muon takes it.
struct XorNet {
  torch::Tensor w1, b1, w2;
  XorNet() {
    torch::manual_seed(11);
    w1 = torch::randn({8, 2}).set_requires_grad(true);
    b1 = torch::randn({8}).set_requires_grad(true);
    w2 = torch::randn({1, 8}).set_requires_grad(true);
  }
  std::vector<NamedParameter> Parameters() { return {{"layers.0.w1", w1}, {"b1", b1}, {"head", w2}}; }
  double Backward() {
    for (const NamedParameter& p : Parameters()) {
      if (p.value.grad().defined()) p.value.grad().zero_();
    }
    const torch::Tensor x = torch::tensor({{0.f, 0.f}, {0.f, 1.f}, {1.f, 0.f}, {1.f, 1.f}});
    const torch::Tensor y = torch::tensor({{0.f}, {1.f}, {1.f}, {0.f}});
    const torch::Tensor loss = torch::mse_loss(torch::matmul(torch::tanh(torch::matmul(x, w1.t()) + b1), w2.t()), y);
    loss.backward();
    return loss.item<double>();
  }
};

class OptimizerTest : public ::testing::TestWithParam<const char*> {};

TEST_P(OptimizerTest, SolvesXor) {
  XorNet net;
  auto optimizer = MakeOptimizer(Config(GetParam()), net.Parameters());
  for (int i = 0; i < 400; ++i) {
    net.Backward();
    optimizer->Step(1.0 - i / 400.0);
  }
  EXPECT_LT(net.Backward(), 0.01);
}

TEST_P(OptimizerTest, TakesTheSameNextStepAfterReload) {
  XorNet a, b;
  auto first = MakeOptimizer(Config(GetParam()), a.Parameters());
  for (int i = 0; i < 5; ++i) {
    a.Backward();
    first->Step(1.0);
  }
  auto second = MakeOptimizer(Config(GetParam()), b.Parameters());
  second->LoadState(Copied(first->State()));
  {
    torch::NoGradGuard no_grad;
    for (size_t i = 0; i < 3; ++i) b.Parameters()[i].value.copy_(a.Parameters()[i].value);
  }
  a.Backward();
  b.Backward();
  first->Step(0.7);
  second->Step(0.7);
  for (size_t i = 0; i < 3; ++i) EXPECT_TRUE(torch::equal(a.Parameters()[i].value, b.Parameters()[i].value)) << i;
}

TEST_P(OptimizerTest, NamesAMissingSlot) {
  XorNet net;
  auto optimizer = MakeOptimizer(Config(GetParam()), net.Parameters());
  auto state = Copied(optimizer->State());
  state.erase("b1/m");
  EXPECT_THAT([&] { optimizer->LoadState(state); }, testing::ThrowsCode(Code::kDataLoss, "b1/m"));
}

INSTANTIATE_TEST_SUITE_P(All, OptimizerTest, ::testing::Values("adamw", "muon"));

TEST(Muon, ItsPrecisionIsThatOfTheRun) {
  XorNet exact, rounded;
  auto first = MakeOptimizer(Config("muon"), exact.Parameters());
  auto second = MakeOptimizer(Config("muon"), rounded.Parameters(), 1, BFLOAT16);
  exact.Backward();
  rounded.Backward();
  first->Step(1.0);
  second->Step(1.0);
  EXPECT_FALSE(torch::equal(exact.w1, rounded.w1));
  EXPECT_TRUE(torch::allclose(exact.w1, rounded.w1, 0.0, 0.01));
  EXPECT_TRUE(torch::equal(exact.w2, rounded.w2));  // AdamW's
}

TEST(AdamW, FollowsItsFormula) {
  torch::Tensor w = torch::tensor({{1.0f}}).set_requires_grad(true);
  AdamWConfig config;
  config.set_lr(0.1);
  config.set_weight_decay(0.5);
  AdamW optimizer(config, {{"w", w}});
  double m = 0, v = 0, expected = 1.0;
  for (int t = 1; t <= 20; ++t) {
    const double g = 0.3 * t - 2.0;
    w.mutable_grad() = torch::full({1, 1}, g);
    optimizer.Step(0.5);
    m = config.beta1() * m + (1 - config.beta1()) * g;
    v = config.beta2() * v + (1 - config.beta2()) * g * g;
    const double rate = config.lr() * 0.5;
    expected -= rate * config.weight_decay() * expected;
    expected -= rate * (m / (1 - std::pow(config.beta1(), t))) /
                (std::sqrt(v / (1 - std::pow(config.beta2(), t))) + config.eps());
    ASSERT_NEAR(w.item<double>(), expected, 1e-5) << t;
  }
}

TEST(Orthogonalise, BringsAllSingularValuesNearOne) {
  torch::manual_seed(2);
  for (const auto& shape : {std::vector<int64_t>{16, 16}, {12, 40}, {40, 12}}) {
    for (const Precision precision : {FLOAT32, BFLOAT16}) {
      const torch::Tensor gram = Orthogonalise(torch::randn(shape), 5, precision);
      ASSERT_EQ(gram.scalar_type(), torch::kFloat32);
      const torch::Tensor small = shape[0] <= shape[1] ? gram.mm(gram.t()) : gram.t().mm(gram);
      const torch::Tensor values = std::get<0>(torch::linalg_eigh(small)).sqrt();
      EXPECT_GT(values.min().item<double>(), 0.3);
      EXPECT_LT(values.max().item<double>(), 1.3);
    }
  }
}

TEST(Orthogonalise, PointsTheSameWayInBfloat16) {
  torch::manual_seed(3);
  const torch::Tensor matrix = torch::randn({256, 96});
  const torch::Tensor exact = Orthogonalise(matrix, 5), rounded = Orthogonalise(matrix, 5, BFLOAT16);
  EXPECT_GT(torch::cosine_similarity(exact.flatten(), rounded.flatten(), 0).item<double>(), 0.999);
  EXPECT_FALSE(torch::equal(exact, rounded));
}

}  // namespace
}  // namespace lethe

// Gradients of the small layers against finite differences, values against plain formulas.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/layers/attention.h"
#include "model/layers/copy_head.h"
#include "model/layers/kv_cache.h"
#include "model/layers/linear.h"
#include "model/layers/rms_norm.h"
#include "model/layers/rotary.h"
#include "model/layers/swiglu.h"
#include "tests/support/gradient_check.h"

namespace lethe {
namespace {

torch::Tensor Leaf(at::IntArrayRef shape) {
  return torch::randn(shape).set_requires_grad(true);
}

TEST(RmsNorm, EqualsItsFormula) {
  torch::manual_seed(1);
  const torch::Tensor x = torch::randn({5, 3, 12}), w = torch::randn({12});
  const torch::Tensor expected = x / (x.pow(2).mean(-1, true) + 1e-5).sqrt() * w;
  EXPECT_TRUE(torch::allclose(RmsNormalise(x, w, 1e-5), expected, 1e-5, 1e-6));
}

TEST(RmsNorm, Gradients) {
  torch::manual_seed(2);
  const torch::Tensor x = Leaf({600, 6}), w = Leaf({6}), probe = torch::randn({600, 6});
  testing::ExpectGradientsMatch([&] { return (RmsNormalise(x, w, 1e-5) * probe).sum(); }, {x, w});
}

TEST(Rotary, TurnsPairsByThePosition) {
  torch::manual_seed(3);
  const torch::Tensor x = torch::randn({4, 2, 6});
  const torch::Tensor positions = torch::tensor({0, 1, 7, 300}, torch::kInt32);
  const torch::Tensor y = ApplyRotary(x, MakeRotaryAngles(positions, 6, 10000));
  for (int64_t n = 0; n < 4; ++n) {
    for (int64_t d = 0; d < 3; ++d) {
      const double angle = positions[n].item<int>() * std::pow(10000.0, -2.0 * d / 6.0);
      const double a = x[n][1][d].item<double>(), b = x[n][1][d + 3].item<double>();
      EXPECT_NEAR(y[n][1][d].item<double>(), a * std::cos(angle) - b * std::sin(angle), 1e-4);
      EXPECT_NEAR(y[n][1][d + 3].item<double>(), b * std::cos(angle) + a * std::sin(angle), 1e-4);
    }
  }
}

TEST(Rotary, Gradients) {
  const torch::Tensor x = Leaf({4, 2, 6}), probe = torch::randn({4, 2, 6});
  const RotaryAngles angles = MakeRotaryAngles(torch::tensor({0, 3, 9, 200}, torch::kInt32), 6, 10000);
  testing::ExpectGradientsMatch([&] { return (ApplyRotary(x, angles) * probe).sum(); }, {x});
}

TEST(SwiGlu, EqualsItsFormulaAndGradients) {
  torch::manual_seed(4);
  const torch::Tensor g = Leaf({7, 5}), u = Leaf({7, 5}), probe = torch::randn({7, 5});
  EXPECT_TRUE(torch::allclose(SiluProduct(g, u), g * torch::sigmoid(g) * u, 1e-5, 1e-6));
  testing::ExpectGradientsMatch([&] { return (SiluProduct(g, u) * probe).sum(); }, {g, u});
}

TEST(Linear, OneRowTakesTheMatrixVectorPathWithTheSameResult) {
  torch::manual_seed(5);
  const torch::Tensor x = torch::randn({1, 33}), w = torch::randn({17, 33});
  torch::NoGradGuard no_grad;
  EXPECT_TRUE(torch::allclose(LinearProduct(x, w), torch::matmul(x, w.t()), 1e-5, 1e-5));
}

TEST(Linear, RoundedProductsStayNearTheExactOnesForwardAndBackward) {
  torch::manual_seed(6);
  const torch::Tensor probe = torch::randn({40, 17});
  torch::Tensor out[2], grads[2][2];
  for (int rounded = 0; rounded < 2; ++rounded) {
    torch::manual_seed(7);
    const torch::Tensor x = Leaf({40, 33}), w = Leaf({17, 33});
    const BFloat16Products products(rounded == 1);
    out[rounded] = LinearProduct(x, w);
    (out[rounded] * probe).sum().backward();
    grads[rounded][0] = x.grad();
    grads[rounded][1] = w.grad();
  }
  auto error = [](const torch::Tensor& a, const torch::Tensor& b) {
    return ((a - b).norm() / b.norm()).item<double>();
  };
  EXPECT_GT(error(out[1], out[0]), 1e-4) << "nothing was rounded";
  EXPECT_LT(error(out[1], out[0]), 0.01);
  for (int n = 0; n < 2; ++n) EXPECT_LT(error(grads[1][n], grads[0][n]), 0.01);
}

TEST(KvCache, KeepsRowsInOrderWhileGrowing) {
  KvCache cache;
  std::vector<torch::Tensor> all;
  for (int64_t rows : {1, 200, 100, 700}) {
    all.push_back(torch::randn({rows, 2, 3}));
    const auto [keys, values] = cache.Append(all.back(), -all.back());
    EXPECT_TRUE(torch::equal(keys, torch::cat(all)));
    EXPECT_TRUE(torch::equal(values, -torch::cat(all)));
  }
  EXPECT_EQ(cache.length(), 1001);
}

TEST(Attention, GradientsOfEveryWeight) {
  torch::manual_seed(6);
  AttentionConfig config;
  config.set_heads(4);
  config.set_kv_heads(2);
  config.set_head_dim(4);
  Attention attention(config, 8, 1e-5);
  torch::nn::init::normal_(attention->o_proj->weight, 0, 0.5);
  const torch::Tensor x = Leaf({4, 8}), probe = torch::randn({4, 8});
  auto loss = [&] {
    ForwardContext context;
    context.positions = torch::tensor({0, 1, 2, 9}, torch::kInt32);
    context.spans = SpanTensor({{0, 0, 0, 1}, {0, 1, 1, 3}, {0, 1, 1, 3}, {0, 3, 3, 4}});
    return (attention(x, context, nullptr) * probe).sum();
  };
  std::vector<torch::Tensor> inputs = attention->parameters();
  inputs.push_back(x);
  testing::ExpectGradientsMatch(loss, inputs);
}

TEST(CopyMass, EqualsTheDensePathAndGradients) {
  torch::manual_seed(8);
  const torch::Tensor q = Leaf({5, 6}), k = Leaf({9, 6}), probe = torch::randn({5});
  const torch::Tensor spans = SpanTensor({{0, 3, 3, 5}, {0, 3, 4, 6}, {0, 0, 0, 9}, {0, 1, 8, 9}, {2, 4, 6, 8}});
  const torch::Tensor tokens = torch::tensor({5, 6, 5, 7, 5, 6, 8, 6, 5}, torch::kInt64);
  const torch::Tensor targets = torch::tensor({5, 6, 8, 5, 6}, torch::kInt64);
  EXPECT_TRUE(
      torch::allclose(CopyMass(q, k, spans, tokens, targets), DenseCopyMass(q, k, spans, tokens, targets), 1e-5, 1e-6));
  testing::ExpectGradientsMatch([&] { return (CopyMass(q, k, spans, tokens, targets) * probe).sum(); }, {q, k});
}

TEST(CopyMass, OfATokenThatStandsNowhereIsZero) {
  const torch::Tensor mass = CopyMass(torch::randn({1, 4}), torch::randn({3, 4}), SpanTensor({{0, 0, 0, 3}}),
                                      torch::tensor({1, 2, 3}, torch::kInt64), torch::tensor({9}, torch::kInt64));
  EXPECT_EQ(mass.item<float>(), 0.0f);
}

}  // namespace
}  // namespace lethe

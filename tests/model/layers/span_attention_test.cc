#include "model/layers/span_attention.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/gradient_check.h"

namespace lethe {
namespace {

// Two documents: <s>, facts, a question, a derivation; spans of every form occur.
std::vector<AttentionSpan> MixedSpans() {
  return {{0, 0, 0, 1}, {0, 1, 1, 4}, {0, 1, 1, 4}, {0, 1, 1, 4}, {0, 4, 4, 6},
          {0, 4, 4, 6}, {0, 4, 4, 7}, {7, 7, 7, 8}, {7, 8, 8, 9}};
}

// A document long enough for matrix products: <s>, two facts, a question of 20 tokens, a derivation of 20.
std::vector<AttentionSpan> LongSpans() {
  std::vector<AttentionSpan> spans{{0, 0, 0, 1}};
  for (int i = 1; i < 15; ++i) spans.push_back({0, 1, 1, 15});
  for (int i = 15; i < 20; ++i) spans.push_back({0, 1, 15, 20});
  for (int i = 20; i < 40; ++i) spans.push_back({0, 20, 20, 40});
  for (int i = 40; i < 60; ++i) spans.push_back({0, 20, 20, i + 1});
  return spans;
}

struct Inputs {
  torch::Tensor q, k, v;
};

Inputs RandomInputs(int64_t heads, int64_t kv_heads, int64_t dim, int64_t tokens = 9) {
  torch::manual_seed(7);
  auto make = [&](int64_t h) { return torch::randn({tokens, h, dim}).set_requires_grad(true); };
  return {make(heads), make(kv_heads), make(kv_heads)};
}

// Softmax attention by plain loops in double.
std::vector<double> PlainAttention(const Inputs& x, const std::vector<AttentionSpan>& spans) {
  const auto q = x.q.accessor<float, 3>(), k = x.k.accessor<float, 3>(), v = x.v.accessor<float, 3>();
  const int64_t heads = q.size(1), group = heads / k.size(1), dim = q.size(2);
  std::vector<double> out;
  for (int64_t i = 0; i < q.size(0); ++i) {
    for (int64_t h = 0; h < heads; ++h) {
      std::vector<double> mean(dim, 0.0);
      double total = 0;
      for (int64_t j = 0; j < k.size(0); ++j) {
        const bool allowed =
            (j >= spans[i].prefix_begin && j < spans[i].prefix_end) || (j >= spans[i].begin && j < spans[i].end);
        if (!allowed) continue;
        double score = 0;
        for (int64_t d = 0; d < dim; ++d) score += double(q[i][h][d]) * k[j][h / group][d];
        const double weight = std::exp(score / std::sqrt(double(dim)));
        total += weight;
        for (int64_t d = 0; d < dim; ++d) mean[d] += weight * v[j][h / group][d];
      }
      for (int64_t d = 0; d < dim; ++d) out.push_back(mean[d] / total);
    }
  }
  return out;
}

class SpanAttentionTest : public ::testing::TestWithParam<std::tuple<int64_t, int64_t, int64_t>> {};

TEST_P(SpanAttentionTest, EqualsPlainLoops) {
  const auto [heads, kv_heads, dim] = GetParam();
  for (const std::vector<AttentionSpan>& spans : {MixedSpans(), LongSpans()}) {
    const Inputs x = RandomInputs(heads, kv_heads, dim, static_cast<int64_t>(spans.size()));
    const std::vector<double> expected = PlainAttention(x, spans);
    for (const torch::Tensor& out :
         {SpanAttention(x.q, x.k, x.v, SpanTensor(spans)), DenseSpanAttention(x.q, x.k, x.v, SpanTensor(spans))}) {
      const torch::Tensor flat = out.detach().contiguous().view(-1);
      const float* values = flat.data_ptr<float>();
      for (size_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(values[i], expected[i], 1e-5) << i;
    }
  }
}

TEST_P(SpanAttentionTest, GradientsMatchFiniteDifferences) {
  const auto [heads, kv_heads, dim] = GetParam();
  Inputs x = RandomInputs(heads, kv_heads, dim);
  const torch::Tensor probe = torch::randn({9, heads, dim});
  testing::ExpectGradientsMatch([&] { return (SpanAttention(x.q, x.k, x.v, SpanTensor(MixedSpans())) * probe).sum(); },
                                {x.q, x.k, x.v});
}

TEST_P(SpanAttentionTest, GradientsEqualTheDensePath) {
  const auto [heads, kv_heads, dim] = GetParam();
  for (const std::vector<AttentionSpan>& list : {MixedSpans(), LongSpans()}) {
    const auto tokens = static_cast<int64_t>(list.size());
    const torch::Tensor spans = SpanTensor(list), probe = torch::randn({tokens, heads, dim});
    std::vector<torch::Tensor> gradients[2];
    for (int path = 0; path < 2; ++path) {
      const Inputs x = RandomInputs(heads, kv_heads, dim, tokens);
      ((path == 0 ? SpanAttention(x.q, x.k, x.v, spans) : DenseSpanAttention(x.q, x.k, x.v, spans)) * probe)
          .sum()
          .backward();
      gradients[path] = {x.q.grad(), x.k.grad(), x.v.grad()};
    }
    for (int n = 0; n < 3; ++n) EXPECT_TRUE(torch::allclose(gradients[0][n], gradients[1][n], 1e-4, 1e-5)) << n;
  }
}

TEST(SpanAttentionDeathTest, ChecksThatSpansLieWithinTheKeys) {
  const torch::Tensor x = torch::randn({1, 2, 4});
  EXPECT_DEATH(SpanAttention(x, x, x, SpanTensor({{0, 0, 0, 2}})), "span");
}

INSTANTIATE_TEST_SUITE_P(Shapes, SpanAttentionTest,
                         ::testing::Values(std::make_tuple(2, 2, 8), std::make_tuple(4, 2, 6),
                                           std::make_tuple(4, 1, 64)));

}  // namespace
}  // namespace lethe

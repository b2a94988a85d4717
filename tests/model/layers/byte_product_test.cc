#include "model/layers/byte_product.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/layers/linear.h"

namespace lethe {
namespace {

ByteMatrix RandomBytes(int64_t out, int64_t in) {
  torch::manual_seed(2);
  return {torch::randint(-128, 128, {out, in}, torch::kInt8), torch::randn({out, in / kByteBlock})};
}

torch::Tensor Weights(const ByteMatrix& bytes) {
  return bytes.levels.to(torch::kFloat32) * bytes.scale.repeat_interleave(kByteBlock, 1);
}

TEST(OneRowProductTest, EqualsTheProductWithTheSameWeightsInFloats) {
  for (const auto& [out, in] : std::vector<std::pair<int64_t, int64_t>>{{1, 32}, {7, 96}, {1000, 480}}) {
    const ByteMatrix bytes = RandomBytes(out, in);
    const torch::Tensor x = torch::randn({1, in});
    const torch::Tensor weights = Weights(bytes).to(torch::kFloat64), wide = x.to(torch::kFloat64);
    const torch::Tensor error = (OneRowProduct(x, bytes) - torch::matmul(wide, weights.t())).abs();
    const torch::Tensor size = torch::matmul(wide.abs(), weights.abs().t());  // of what is summed
    EXPECT_TRUE((error <= size * 1e-6).all().item<bool>()) << out << " x " << in;
  }
}

TEST(OneRowProductTest, TakesARowThatIsNotContiguous) {
  const ByteMatrix bytes = RandomBytes(5, 32);
  const torch::Tensor x = torch::randn({32, 2}).t().slice(0, 0, 1);
  ASSERT_NE(x.stride(1), 1);
  EXPECT_TRUE(torch::equal(OneRowProduct(x, bytes), OneRowProduct(x.clone(torch::MemoryFormat::Contiguous), bytes)));
}

TEST(OneRowProductTest, LinearReadsBytesForOneRowWithoutGradientAlone) {
  Linear linear(LinearOptions{32, 5});
  linear->bytes = RandomBytes(5, 32);  // other numbers than its weight, to tell them apart
  const torch::Tensor x = torch::randn({1, 32}), by_weight = torch::matmul(x, linear->weight.t());
  EXPECT_TRUE(torch::allclose(linear(x), by_weight));
  const torch::NoGradGuard no_grad;
  EXPECT_TRUE(torch::equal(linear(x), OneRowProduct(x, *linear->bytes)));
  EXPECT_TRUE(torch::allclose(linear(x.expand({2, 32})).slice(0, 0, 1), by_weight));
}

}  // namespace
}  // namespace lethe

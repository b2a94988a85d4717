#include "model/quantize.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace lethe {
namespace {

torch::Tensor RandomMatrix(int64_t rows, int64_t columns) {
  torch::manual_seed(5);
  return torch::randn({rows, columns});
}

// A row of one block: 0 everywhere but in front.
torch::Tensor Block(std::vector<float> front) {
  front.resize(kInt4Block);
  return torch::tensor(front).unsqueeze(0);
}

TEST(Int4Test, ABlocksLargestWeightIsItsEightLevels) {
  const Int4Matrix matrix = ToInt4(Block({-4, 3.5, 1, -0.2, 0.3}));
  EXPECT_EQ(matrix.scale.item<float>(), 0.5F);
  const torch::Tensor levels = torch::stack({matrix.packed.bitwise_and(15), matrix.packed / 16}, 2).flatten();
  EXPECT_TRUE(torch::equal(levels.slice(0, 0, 6).to(torch::kInt64), torch::tensor({0, 15, 10, 8, 9, 8}))) << levels;
  EXPECT_TRUE(torch::equal(FromInt4(matrix), Block({-4, 3.5, 1, 0, 0.5})));
}

TEST(Int4Test, WhereTheLargestIsPositiveTheScaleIsNegative) {
  const Int4Matrix matrix = ToInt4(Block({4, -3.5, -3.9}));
  EXPECT_EQ(matrix.scale.item<float>(), -0.5F);
  EXPECT_TRUE(torch::equal(FromInt4(matrix), Block({4, -3.5, -3.5})));  // 7 levels are the most on the other side
}

TEST(Int4Test, EachBlockHasItsOwnScale) {
  const torch::Tensor weight = torch::cat({Block({1}), Block({100, 50})}, 1);
  EXPECT_TRUE(torch::equal(FromInt4(ToInt4(weight)), weight));
}

TEST(Int4Test, WeightsAreKeptToHalfAStepButForTheFarEnd) {
  const torch::Tensor weight = RandomMatrix(40, 3 * kInt4Block);
  const torch::Tensor blocks = weight.reshape({40, 3, kInt4Block});
  const torch::Tensor step = blocks.abs().amax(-1, true) / 8;
  const torch::Tensor error = (FromInt4(ToInt4(weight)).reshape_as(blocks) - blocks).abs();
  const torch::Tensor is_far_end = blocks.abs() > 7.5 * step;
  EXPECT_TRUE((error <= step * torch::where(is_far_end, 1.01, 0.51)).all().item<bool>());
  EXPECT_GT((error > step * 0.3).sum().item<int64_t>(), 0);  // it does round
}

TEST(Int4Test, RoundingIsWhatStoringDoes) {
  const torch::Tensor weight = RandomMatrix(8, 2 * kInt4Block);
  EXPECT_TRUE(torch::equal(RoundToInt4(weight), FromInt4(ToInt4(weight))));
}

TEST(Int4Test, WhatIsRoundedStaysWhenRoundedAgain) {
  const torch::Tensor once = RoundToInt4(RandomMatrix(8, 2 * kInt4Block));
  EXPECT_TRUE(torch::allclose(RoundToInt4(once), once, 1e-3, 0));
}

TEST(Int4Test, ZerosAndWeightsNearZeroStayFinite) {
  for (const float size : {0.0F, 1e-7F, -1e-30F}) {
    const Int4Matrix matrix = ToInt4(Block({size}));
    EXPECT_GE(matrix.scale.abs().to(torch::kFloat32).item<float>(), 1.0F / (1 << 14));
    EXPECT_TRUE(torch::equal(FromInt4(matrix), Block({0})));
  }
}

TEST(Int4Test, HasWholeBlocksInMatricesAlone) {
  EXPECT_TRUE(HasWholeBlocks(torch::zeros({3, 64})));
  EXPECT_FALSE(HasWholeBlocks(torch::zeros({64, 40})));
  EXPECT_FALSE(HasWholeBlocks(torch::zeros({64})));
}

TEST(Int8Test, KeepsEachRowToHalfAStepOfItsLargestWeight) {
  torch::Tensor weight = RandomMatrix(20, 33);
  weight[3].mul_(1000);
  const torch::Tensor error = (FromInt8(ToInt8(weight)) - weight).abs();
  EXPECT_TRUE((error <= weight.abs().amax(1, true) / 127 * 0.51).all().item<bool>());
}

}  // namespace
}  // namespace lethe

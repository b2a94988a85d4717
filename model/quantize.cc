#include "model/quantize.h"

#include <torch/torch.h>

#include "base/error.h"

namespace lethe {
namespace {

constexpr float kLargestInt8 = 127;  // -128 is left out, so that the range is symmetric
constexpr int kLeastInt4 = -8, kLargestInt4 = 7;
constexpr float kLeastScale = 1.0F / (1 << 14);  // the least normal F16

struct Blocks {
  torch::Tensor levels;  // [rows, blocks, 32] f32, whole numbers
  torch::Tensor scale;   // [rows, blocks, 1] F16
};

Blocks RoundBlocks(const torch::Tensor& weight) {
  LETHE_CHECK(HasWholeBlocks(weight));
  const torch::Tensor blocks = weight.reshape({weight.size(0), -1, kInt4Block});
  const torch::Tensor least = blocks.amin(-1, true), largest = blocks.amax(-1, true);
  const torch::Tensor scale = torch::where(largest > -least, largest, least) / kLeastInt4;
  const torch::Tensor normal = torch::where(scale < 0, scale.clamp_max(-kLeastScale), scale.clamp_min(kLeastScale));
  const torch::Tensor stored = normal.to(torch::kFloat16);
  return {(blocks / stored.to(torch::kFloat32)).round_().clamp_(kLeastInt4, kLargestInt4), stored};
}

}  // namespace

bool HasWholeBlocks(const torch::Tensor& weight) {
  return weight.dim() == 2 && weight.size(1) > 0 && weight.size(1) % kInt4Block == 0;
}

Int8Matrix ToInt8(const torch::Tensor& weight) {
  const torch::Tensor largest = weight.abs().amax(1, true);
  const torch::Tensor scale = (largest / kLargestInt8).clamp_min(kLeastScale).to(torch::kFloat16);
  const torch::Tensor levels = (weight / scale.to(torch::kFloat32)).round().clamp(-kLargestInt8, kLargestInt8);
  return {levels.to(torch::kInt8), scale};
}

torch::Tensor FromInt8(const Int8Matrix& matrix) {
  return matrix.levels.to(torch::kFloat32) * matrix.scale.to(torch::kFloat32);
}

Int4Matrix ToInt4(const torch::Tensor& weight) {
  const Blocks blocks = RoundBlocks(weight);
  const torch::Tensor raised = (blocks.levels - kLeastInt4).to(torch::kUInt8).reshape({weight.size(0), -1, 2});
  return {raised.select(2, 0) + raised.select(2, 1) * 16, blocks.scale.squeeze(2)};
}

torch::Tensor FromInt4(const Int4Matrix& matrix) {
  return FromBytes(ToBytes(matrix));
}

torch::Tensor RoundToInt4(const torch::Tensor& weight) {
  const Blocks blocks = RoundBlocks(weight);
  return (blocks.levels * blocks.scale.to(torch::kFloat32)).flatten(1);
}

ByteMatrix ToBytes(const Int8Matrix& matrix) {
  const int64_t blocks = matrix.levels.size(1) / kByteBlock;
  return {matrix.levels.contiguous(), matrix.scale.to(torch::kFloat32).repeat({1, blocks})};
}

ByteMatrix ToBytes(const Int4Matrix& matrix) {
  const torch::Tensor pairs = torch::stack({matrix.packed.bitwise_and(15), matrix.packed.bitwise_right_shift(4)}, 2);
  return {pairs.to(torch::kInt8).flatten(1) + kLeastInt4, matrix.scale.to(torch::kFloat32).contiguous()};
}

torch::Tensor FromBytes(const ByteMatrix& matrix) {
  const torch::Tensor blocks = matrix.levels.view({matrix.scale.size(0), matrix.scale.size(1), kByteBlock});
  return (blocks.to(torch::kFloat32) * matrix.scale.unsqueeze(2)).flatten(1);
}

}  // namespace lethe

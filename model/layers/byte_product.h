// The product of one vector with a matrix whose weights are bytes with scales.
//
// Decoding reads every weight once a token and is as fast as memory, so the checkpoint's own small weights (int8, int4:
// model/quantize.h) serve it better than the same numbers in f32. Weights enter exactly; only sums are in another
// order.
//
// Shapes: x [1, in], y [1, out], f32; on the CPU. Cost: 1.125 bytes a weight, of memory and of reading, where f32
// has 4. Threads: as LibTorch; may be called from several.
#pragma once

#include <torch/types.h>

namespace lethe {

constexpr int64_t kByteBlock = 32;  // weights that share a scale

struct ByteMatrix {
  torch::Tensor levels;  // [out, in] I8, contiguous
  torch::Tensor scale;   // [out, in / 32] f32, contiguous
};

torch::Tensor OneRowProduct(const torch::Tensor& x, const ByteMatrix& matrix);

}  // namespace lethe

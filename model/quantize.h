// Matrices as small whole numbers with scales, and back: what checkpoints store as int8 and int4 (model/checkpoint.h).
//
// int8: a scale for each row, levels -127 to 127. int4: a scale for each block of 32 weights of a row, levels -8 to 7;
// a block's weight of largest magnitude is level -8, as in Q4_0 of llama.cpp
// (https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c). Scales are F16 and no smaller than its least normal
// number, below which they would lose precision and blocks keep fewer levels; weights are divided by the scale as it is
// stored.
//
// Shapes: weight [rows, columns] f32. Threads: none of its own; on any device.
#pragma once

#include <torch/types.h>

#include "model/layers/byte_product.h"

namespace lethe {

constexpr int64_t kInt4Block = kByteBlock;

struct Int8Matrix {
  torch::Tensor levels;  // [rows, columns] I8
  torch::Tensor scale;   // [rows, 1] F16
};

struct Int4Matrix {
  torch::Tensor packed;  // [rows, columns / 2] U8: level + 8 of two weights, the first in the low half
  torch::Tensor scale;   // [rows, columns / 32] F16
};

// Whether a tensor is a matrix whose rows are whole blocks of 32.
bool HasWholeBlocks(const torch::Tensor& weight);

Int8Matrix ToInt8(const torch::Tensor& weight);
torch::Tensor FromInt8(const Int8Matrix& matrix);
// `weight` must have whole blocks.
Int4Matrix ToInt4(const torch::Tensor& weight);
torch::Tensor FromInt4(const Int4Matrix& matrix);
// The same numbers as FromInt4(ToInt4(weight)).
torch::Tensor RoundToInt4(const torch::Tensor& weight);

// As one-row products read them; int8's rows must be whole blocks.
ByteMatrix ToBytes(const Int8Matrix& matrix);
ByteMatrix ToBytes(const Int4Matrix& matrix);
torch::Tensor FromBytes(const ByteMatrix& matrix);

}  // namespace lethe

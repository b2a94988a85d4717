// A matrix product without bias, y = x W^T, that takes the matrix-vector path for a single row.
//
// A one-row product through sgemm reads weights ten times slower than a matrix-vector kernel does, and decoding is
// nothing but one-row products. Where the weights are known as bytes too, those are read (byte_product.h).
//
// Shapes: x [N, in], weight [out, in], y [N, out], all f32.
// Threads: as LibTorch.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <optional>

#include "model/layers/byte_product.h"

namespace lethe {

torch::Tensor LinearProduct(const torch::Tensor& x, const torch::Tensor& weight,
                            const std::optional<ByteMatrix>& bytes = std::nullopt);

// While one lives, products of its thread that keep a gradient round their operands to bfloat16, forward and backward,
// and sum in f32; weights stay f32. On processors with bfloat16 instructions that is up to twice as fast.
// Source: Micikevicius et al. 2018, https://arxiv.org/abs/1710.03740
class BFloat16Products {
 public:
  explicit BFloat16Products(bool wanted);
  ~BFloat16Products();
  BFloat16Products(const BFloat16Products&) = delete;
  BFloat16Products& operator=(const BFloat16Products&) = delete;

 private:
  bool before_;
};

struct LinearOptions {
  int64_t in = 0;
  int64_t out = 0;
  double gain = 1.0;  // standard deviation of the initial weights in units of 1/sqrt(in); 0 starts at zero
};

class LinearImpl : public torch::nn::Module {
 public:
  explicit LinearImpl(const LinearOptions& linear_options);
  torch::Tensor forward(const torch::Tensor& x) { return LinearProduct(x, weight, bytes); }
  void reset();

  LinearOptions options;
  torch::Tensor weight;             // [out, in]
  std::optional<ByteMatrix> bytes;  // the same weights, where they do not change any more
};
TORCH_MODULE(Linear);

}  // namespace lethe

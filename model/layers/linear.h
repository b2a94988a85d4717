// A matrix product without bias, y = x W^T, that takes the matrix-vector path for a single row.
//
// A one-row product through sgemm reads weights ten times slower than a matrix-vector kernel does, and decoding is
// nothing but one-row products.
//
// Shapes: x [N, in], weight [out, in], y [N, out], all f32.
// Threads: as LibTorch.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace lethe {

torch::Tensor LinearProduct(const torch::Tensor& x, const torch::Tensor& weight);

struct LinearOptions {
  int64_t in = 0;
  int64_t out = 0;
  double gain = 1.0;  // standard deviation of the initial weights in units of 1/sqrt(in); 0 starts at zero
};

class LinearImpl : public torch::nn::Module {
 public:
  explicit LinearImpl(const LinearOptions& linear_options);
  torch::Tensor forward(const torch::Tensor& x) { return LinearProduct(x, weight); }
  void reset();

  LinearOptions options;
  torch::Tensor weight;  // [out, in]
};
TORCH_MODULE(Linear);

}  // namespace lethe

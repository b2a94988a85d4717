// Root-mean-square normalisation: y = x / sqrt(mean(x^2) + eps) * weight, over the last axis.
//
// On the CPU one fused pass forward and one backward; elsewhere LibTorch's operators.
// Shapes: x [..., C] f32, weight [C] f32, y as x.
// Source: Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace lethe {

torch::Tensor RmsNormalise(const torch::Tensor& x, const torch::Tensor& weight, double eps);

class RmsNormImpl : public torch::nn::Module {
 public:
  RmsNormImpl(int64_t width, double norm_eps);
  torch::Tensor forward(const torch::Tensor& x) { return RmsNormalise(x, weight, eps); }
  void reset();

  int64_t channels;
  double eps;
  torch::Tensor weight;  // [C]
};
TORCH_MODULE(RmsNorm);

}  // namespace lethe

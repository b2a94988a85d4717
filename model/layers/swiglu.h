// Gated feed-forward: y = (silu(x Wg) * (x Wu)) Wd.
//
// Shapes: x [N, C], hidden [N, F], y [N, C].
// Source: Shazeer 2020, https://arxiv.org/abs/2002.05202
#pragma once

#include "model/layers/linear.h"
#include "proto/model.pb.h"

namespace lethe {

// silu(gate) * up, fused on the CPU. Shapes: all [N, F].
torch::Tensor SiluProduct(const torch::Tensor& gate, const torch::Tensor& up);

class SwiGluImpl : public torch::nn::Module {
 public:
  SwiGluImpl(const SwiGluConfig& config, int64_t dim);
  torch::Tensor forward(const torch::Tensor& x);

  SwiGluConfig options;
  Linear gate_proj{nullptr}, up_proj{nullptr}, down_proj{nullptr};
};
TORCH_MODULE(SwiGlu);

}  // namespace lethe

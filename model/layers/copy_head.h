// Pointer-generator head: the next token is drawn from the vocabulary or copied from an earlier visible position.
//
//   g = sigmoid(h . w + b),  a_j = softmax_j(q(h_i) . k(h_j) / sqrt(Dc)) over the positions i may attend to
//   p(t) = (1 - g) p_vocabulary(t) + g sum_{j : token_j = t} a_j
//
// Names, numbers and quotes are copied, never recalled from weights (without it the skill takes several
// times longer to form).
// Source: See et al. 2017, https://arxiv.org/abs/1704.04368
#pragma once

#include "model/layers/linear.h"
#include "proto/model.pb.h"

namespace lethe {

// Mass that copying puts on each row's target: out[m] = sum_{j visible to m, tokens[j] = targets[m]} a_mj.
// Shapes: q [M, Dc] f32, k [N, Dc] f32, spans [M, 4] i32 (CPU), tokens [N] i64, targets [M] i64; out [M] f32.
torch::Tensor CopyMass(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& spans,
                       const torch::Tensor& tokens, const torch::Tensor& targets);

// The same with LibTorch operators and dense masks: reference in tests, path on GPUs.
torch::Tensor DenseCopyMass(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& spans,
                            const torch::Tensor& tokens, const torch::Tensor& targets);

class CopyHeadImpl : public torch::nn::Module {
 public:
  CopyHeadImpl(const CopyHeadConfig& config, int64_t dim);

  CopyHeadConfig options;
  Linear q_proj{nullptr}, k_proj{nullptr};  // [Dc, C]
  Linear gate{nullptr};                     // [1, C]
  torch::Tensor gate_bias;                  // [1]
};
TORCH_MODULE(CopyHead);

}  // namespace lethe

// Grouped-query self-attention with rotary positions and optional query/key normalisation.
//
//   q, k, v = x Wq, x Wk, x Wv;  q, k = rotary(norm(q)), rotary(norm(k));  y = SpanAttention(q, k, v) Wo
//
// Shapes: x [N, C], y [N, C].
// Source: Dehghani et al. 2023 for the normalisation of queries and keys, https://arxiv.org/abs/2302.05442
#pragma once

#include <map>
#include <span>

#include "model/grammar.h"
#include "model/layers/kv_cache.h"
#include "model/layers/linear.h"
#include "model/layers/rms_norm.h"
#include "model/layers/rotary.h"
#include "model/layers/span_attention.h"
#include "proto/model.pb.h"

namespace lethe {

// What a forward pass of all layers shares.
struct ForwardContext {
  torch::Tensor positions;           // [N]
  torch::Tensor spans;               // [N, 4], into the keys of the cache when there is one
  std::span<const TokenKind> kinds;  // [N]; needed where the model has a lexicon
  // Computed once for layers with equal settings.
  const RotaryAngles& Rotary(int64_t head_dim, double base);

 private:
  std::map<std::pair<int64_t, double>, RotaryAngles> rotary_;
};

class AttentionImpl : public torch::nn::Module {
 public:
  // `config` as CheckModelConfig lets it pass.
  AttentionImpl(const AttentionConfig& config, int64_t dim, double eps);
  // With a cache, x are the new tokens; their keys and values are appended first.
  torch::Tensor forward(const torch::Tensor& x, ForwardContext& context, KvCache* cache);

  AttentionConfig options;
  Linear q_proj{nullptr}, k_proj{nullptr}, v_proj{nullptr}, o_proj{nullptr};
  RmsNorm q_norm{nullptr}, k_norm{nullptr};
};
TORCH_MODULE(Attention);

}  // namespace lethe

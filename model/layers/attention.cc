#include "model/layers/attention.h"

#include <torch/torch.h>

namespace lethe {

const RotaryAngles& ForwardContext::Rotary(int64_t head_dim, double base) {
  auto [entry, added] = rotary_.try_emplace({head_dim, base});
  if (added) entry->second = MakeRotaryAngles(positions, head_dim, base);
  return entry->second;
}

AttentionImpl::AttentionImpl(const AttentionConfig& config, int64_t dim, double eps) : options(config) {
  const int64_t q_width = int64_t{config.heads()} * config.head_dim();
  const int64_t kv_width = int64_t{config.kv_heads()} * config.head_dim();
  q_proj = register_module("q_proj", Linear(LinearOptions{dim, q_width}));
  k_proj = register_module("k_proj", Linear(LinearOptions{dim, kv_width}));
  v_proj = register_module("v_proj", Linear(LinearOptions{dim, kv_width}));
  // Starting at zero makes every layer the identity at first.
  o_proj = register_module("o_proj", Linear(LinearOptions{q_width, dim, 0.0}));
  if (config.qk_norm()) {
    q_norm = register_module("q_norm", RmsNorm(config.head_dim(), eps));
    k_norm = register_module("k_norm", RmsNorm(config.head_dim(), eps));
  }
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& x, ForwardContext& context, KvCache* cache) {
  const int64_t n = x.size(0), head_dim = options.head_dim();
  torch::Tensor q = q_proj(x).view({n, options.heads(), head_dim});     // [N, H, D]
  torch::Tensor k = k_proj(x).view({n, options.kv_heads(), head_dim});  // [N, Hkv, D]
  torch::Tensor v = v_proj(x).view({n, options.kv_heads(), head_dim});
  if (options.qk_norm()) {
    q = q_norm(q);
    k = k_norm(k);
  }
  const RotaryAngles& angles = context.Rotary(head_dim, options.rope_base());
  q = ApplyRotary(q, angles);
  k = ApplyRotary(k, angles);
  if (cache != nullptr) std::tie(k, v) = cache->Append(k, v);
  return o_proj(SpanAttention(q, k, v, context.spans).reshape({n, options.heads() * head_dim}));
}

}  // namespace lethe

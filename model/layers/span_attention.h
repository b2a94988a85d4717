// Attention of ragged queries over two key ranges each (segments.h), forward and backward.
//
//   out[i,h] = sum_j softmax_j(q[i,h] . k[j,g] / sqrt(D)) v[j,g],   j in prefix(i) or span(i),   g = h / (H / Hkv)
//
// Shapes: q [Nq, H, D] f32, k and v [Nk, Hkv, D] f32, spans [Nq, 4] i32 on the CPU with indices into [0, Nk); out [Nq,
// H, D]. On the CPU a question with its derivation is a block of matrix products over the keys it can see, and what is
// short (a fact, a token being decoded) a walk over exactly the pairs that exist; on other devices the same is computed
// with dense masks. Cost: O(sum of span sizes) time; the probabilities are kept for the backward pass when gradients
// are on. Threads: runs on LibTorch's pool (split over heads and query blocks). Source: Vaswani et al. 2017,
// https://arxiv.org/abs/1706.03762; grouped queries: Ainslie et al. 2023, https://arxiv.org/abs/2305.13245
#pragma once

#include <torch/types.h>

#include <vector>

#include "model/layers/segments.h"

namespace lethe {

// Calls visit(key index, running index) for both ranges of a span.
template <typename Visit>
inline void ForEachKey(const AttentionSpan& span, Visit visit) {
  int64_t n = 0;
  for (int64_t j = span.prefix_begin; j < span.prefix_end; ++j) visit(j, n++);
  for (int64_t j = span.begin; j < span.end; ++j) visit(j, n++);
}

// The spans as the tensor that the kernels take: a row is (prefix_begin, prefix_end, begin, end).
torch::Tensor SpanTensor(const std::vector<AttentionSpan>& spans);

torch::Tensor SpanAttention(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                            const torch::Tensor& spans);

// The same by dense masked softmax with LibTorch operators: the reference in tests and the path on GPUs.
torch::Tensor DenseSpanAttention(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                                 const torch::Tensor& spans);

// [Nq, Nk] bool, true where attention is allowed, on the device given.
torch::Tensor SpanMask(const torch::Tensor& spans, int64_t keys, torch::Device device);

}  // namespace lethe

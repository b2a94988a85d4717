#include "model/layers/copy_head.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "model/layers/span_attention.h"
#include "model/layers/vector_exp.h"

namespace lethe {
namespace {

// Rows are cut into so many fixed parts, each with a gradient buffer of its own, so that sums do not depend on threads.
constexpr int64_t kParts = 4;

struct Operands {
  const float* q;
  const float* k;
  int64_t rows, dim;
  const AttentionSpan* spans;
  const int64_t* tokens;
  const int64_t* targets;
};

Operands MakeOperands(const torch::autograd::variable_list& x) {
  return {x[0].data_ptr<float>(),
          x[1].data_ptr<float>(),
          x[0].size(0),
          x[0].size(1),
          reinterpret_cast<const AttentionSpan*>(x[2].data_ptr<int32_t>()),
          x[3].data_ptr<int64_t>(),
          x[4].data_ptr<int64_t>()};
}

// Fills a with the row's copy distribution and returns the mass on its target.
float Distribution(const Operands& x, int64_t m, std::vector<float>& a) {
  a.resize(x.spans[m].size());
  const float scale = 1.0f / std::sqrt(static_cast<float>(x.dim));
  const float* query = x.q + m * x.dim;
  float top = -INFINITY;
  ForEachKey(x.spans[m], [&](int64_t j, int64_t n) {
    const float* key = x.k + j * x.dim;
    float dot = 0;
#pragma omp simd reduction(+ : dot)
    for (int64_t d = 0; d < x.dim; ++d) dot += query[d] * key[d];
    a[n] = dot * scale;
    top = std::max(top, a[n]);
  });
  float sum = 0, mass = 0;
  float* values = a.data();
  const auto size = static_cast<int64_t>(a.size());
#pragma omp simd reduction(+ : sum)
  for (int64_t n = 0; n < size; ++n) {
    values[n] = std::exp(values[n] - top);
    sum += values[n];
  }
#pragma omp simd
  for (int64_t n = 0; n < size; ++n) values[n] /= sum;
  ForEachKey(x.spans[m], [&](int64_t j, int64_t n) { mass += x.tokens[j] == x.targets[m] ? a[n] : 0.0f; });
  return mass;
}

void BackwardRow(const Operands& x, int64_t m, float grad, float* gq, float* gk, std::vector<float>& a) {
  const float mass = Distribution(x, m, a);
  const float scale = grad / std::sqrt(static_cast<float>(x.dim));
  const float* query = x.q + m * x.dim;
  ForEachKey(x.spans[m], [&](int64_t j, int64_t n) {
    const float grad_score = scale * a[n] * ((x.tokens[j] == x.targets[m] ? 1.0f : 0.0f) - mass);
    const float* key = x.k + j * x.dim;
    float* gq_row = gq + m * x.dim;
    float* gk_row = gk + j * x.dim;
#pragma omp simd
    for (int64_t d = 0; d < x.dim; ++d) {
      gq_row[d] += grad_score * key[d];
      gk_row[d] += grad_score * query[d];
    }
  });
}

struct CopyMassFunction : torch::autograd::Function<CopyMassFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& q,
                               const torch::Tensor& k, const torch::Tensor& spans, const torch::Tensor& tokens,
                               const torch::Tensor& targets) {
    const Operands x = MakeOperands({q, k, spans, tokens, targets});
    torch::Tensor out = torch::empty({x.rows}, q.options());
    float* o = out.data_ptr<float>();
    at::parallel_for(0, x.rows, 32, [&](int64_t begin, int64_t end) {
      std::vector<float> a;
      for (int64_t m = begin; m < end; ++m) o[m] = Distribution(x, m, a);
    });
    context->save_for_backward({q, k, spans, tokens, targets});
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const Operands x = MakeOperands(saved);
    const torch::Tensor grad = grads[0].contiguous();
    torch::Tensor gq = torch::zeros_like(saved[0]);
    torch::Tensor gk = torch::zeros({kParts, saved[1].size(0), x.dim}, saved[1].options());
    const float* g = grad.data_ptr<float>();
    at::parallel_for(0, kParts, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> a;
      for (int64_t part = begin; part < end; ++part) {
        float* gk_part = gk.data_ptr<float>() + part * saved[1].numel();
        for (int64_t m = x.rows * part / kParts; m < x.rows * (part + 1) / kParts; ++m) {
          BackwardRow(x, m, g[m], gq.data_ptr<float>(), gk_part, a);
        }
      }
    });
    return {gq, gk.sum(0), torch::Tensor(), torch::Tensor(), torch::Tensor()};
  }
};

}  // namespace

torch::Tensor DenseCopyMass(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& spans,
                            const torch::Tensor& tokens, const torch::Tensor& targets) {
  torch::Tensor scores = torch::matmul(q, k.t()) / std::sqrt(static_cast<double>(q.size(1)));  // [M, N]
  scores = scores.masked_fill(SpanMask(spans, k.size(0), q.device()).logical_not(), -INFINITY);
  const torch::Tensor same = tokens.unsqueeze(0) == targets.unsqueeze(1);  // [M, N]
  return (torch::softmax(scores, -1) * same).sum(-1);
}

torch::Tensor CopyMass(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& spans,
                       const torch::Tensor& tokens, const torch::Tensor& targets) {
  if (!q.device().is_cpu() || q.scalar_type() != torch::kFloat32) return DenseCopyMass(q, k, spans, tokens, targets);
  return CopyMassFunction::apply(q.contiguous(), k.contiguous(), spans, tokens, targets);
}

CopyHeadImpl::CopyHeadImpl(const CopyHeadConfig& config, int64_t dim) : options(config) {
  q_proj = register_module("q_proj", Linear(LinearOptions{dim, config.dim()}));
  k_proj = register_module("k_proj", Linear(LinearOptions{dim, config.dim()}));
  gate = register_module("gate", Linear(LinearOptions{dim, 1, 0.0}));
  gate_bias = register_parameter("gate_bias", torch::zeros({1}));
}

}  // namespace lethe

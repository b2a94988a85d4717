#include "model/layers/swiglu.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <cmath>

#include "model/layers/vector_exp.h"

namespace lethe {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements a thread takes at once

struct SiluProductFunction : torch::autograd::Function<SiluProductFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& gate,
                               const torch::Tensor& up) {
    torch::Tensor out = torch::empty_like(gate);
    const float *g = gate.data_ptr<float>(), *u = up.data_ptr<float>();
    float* o = out.data_ptr<float>();
    at::parallel_for(0, gate.numel(), kGrain, [&](int64_t begin, int64_t end) {
#pragma omp simd
      for (int64_t i = begin; i < end; ++i) o[i] = g[i] / (1.0f + std::exp(-g[i])) * u[i];
    });
    context->save_for_backward({gate, up});
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor grad = grads[0].contiguous();
    torch::Tensor d_gate = torch::empty_like(saved[0]), d_up = torch::empty_like(saved[0]);
    const float *g = saved[0].data_ptr<float>(), *u = saved[1].data_ptr<float>(), *y = grad.data_ptr<float>();
    float *dg = d_gate.data_ptr<float>(), *du = d_up.data_ptr<float>();
    at::parallel_for(0, grad.numel(), kGrain, [&](int64_t begin, int64_t end) {
#pragma omp simd
      for (int64_t i = begin; i < end; ++i) {
        const float sigmoid = 1.0f / (1.0f + std::exp(-g[i]));
        du[i] = y[i] * g[i] * sigmoid;
        dg[i] = y[i] * u[i] * sigmoid * (1.0f + g[i] * (1.0f - sigmoid));
      }
    });
    return {d_gate, d_up};
  }
};

}  // namespace

torch::Tensor SiluProduct(const torch::Tensor& gate, const torch::Tensor& up) {
  if (gate.device().is_cpu() && gate.scalar_type() == torch::kFloat32)
    return SiluProductFunction::apply(gate.contiguous(), up.contiguous());
  return torch::silu(gate) * up;
}

SwiGluImpl::SwiGluImpl(const SwiGluConfig& config, int64_t dim) : options(config) {
  const int64_t hidden = config.hidden();
  gate_proj = register_module("gate_proj", Linear(LinearOptions{dim, hidden}));
  up_proj = register_module("up_proj", Linear(LinearOptions{dim, hidden}));
  down_proj = register_module("down_proj", Linear(LinearOptions{hidden, dim, 0.0}));
}

torch::Tensor SwiGluImpl::forward(const torch::Tensor& x) {
  return down_proj(SiluProduct(gate_proj(x), up_proj(x)));
}

}  // namespace lethe

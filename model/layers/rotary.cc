#include "model/layers/rotary.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <cmath>

namespace lethe {
namespace {

constexpr int64_t kGrain = 256;

// direction -1 turns back, which is the gradient of turning forward.
torch::Tensor Rotate(const torch::Tensor& x, const torch::Tensor& cosine, const torch::Tensor& sine, float direction) {
  const int64_t rows = x.size(0), heads = x.size(1), half = x.size(2) / 2;
  torch::Tensor out = torch::empty_like(x);
  const float *in = x.data_ptr<float>(), *c = cosine.data_ptr<float>(), *s = sine.data_ptr<float>();
  float* o = out.data_ptr<float>();
  at::parallel_for(0, rows, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin * heads; n < end * heads; ++n) {
      const float *low = in + n * 2 * half, *high = low + half, *cn = c + n / heads * half, *sn = s + n / heads * half;
      float *out_low = o + n * 2 * half, *out_high = out_low + half;
#pragma omp simd
      for (int64_t d = 0; d < half; ++d) {
        out_low[d] = low[d] * cn[d] - direction * high[d] * sn[d];
        out_high[d] = high[d] * cn[d] + direction * low[d] * sn[d];
      }
    }
  });
  return out;
}

struct RotaryFunction : torch::autograd::Function<RotaryFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& cosine, const torch::Tensor& sine) {
    context->save_for_backward({cosine, sine});
    return Rotate(x, cosine, sine, 1.0f);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    return {Rotate(grads[0].contiguous(), saved[0], saved[1], -1.0f), torch::Tensor(), torch::Tensor()};
  }
};

}  // namespace

RotaryAngles MakeRotaryAngles(const torch::Tensor& positions, int64_t head_dim, double base) {
  const auto options = torch::TensorOptions(torch::kFloat32).device(positions.device());
  const torch::Tensor frequency =
      torch::pow(base, -torch::arange(0, head_dim, 2, options) / static_cast<double>(head_dim));    // [D/2]
  const torch::Tensor angle = positions.to(torch::kFloat32).unsqueeze(1) * frequency.unsqueeze(0);  // [N, D/2]
  return {angle.cos(), angle.sin()};
}

torch::Tensor ApplyRotary(const torch::Tensor& x, const RotaryAngles& angles) {
  if (x.device().is_cpu() && x.scalar_type() == torch::kFloat32)
    return RotaryFunction::apply(x.contiguous(), angles.cosine, angles.sine);
  const std::vector<torch::Tensor> halves = x.chunk(2, -1);
  const torch::Tensor c = angles.cosine.unsqueeze(1), s = angles.sine.unsqueeze(1);  // [N, 1, D/2]
  return torch::cat({halves[0] * c - halves[1] * s, halves[1] * c + halves[0] * s}, -1);
}

}  // namespace lethe

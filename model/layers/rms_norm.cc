#include "model/layers/rms_norm.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <cmath>

namespace lethe {
namespace {

constexpr int64_t kGrain = 256;  // rows a thread takes at once

// One row; returns 1 / rms.
float NormaliseRow(const float* __restrict x, const float* __restrict weight, float* __restrict y, int64_t channels,
                   float eps) {
  float squares = 0;
#pragma omp simd reduction(+ : squares)
  for (int64_t c = 0; c < channels; ++c) squares += x[c] * x[c];
  const float inverse = 1.0f / std::sqrt(squares / static_cast<float>(channels) + eps);
#pragma omp simd
  for (int64_t c = 0; c < channels; ++c) y[c] = x[c] * inverse * weight[c];
  return inverse;
}

// dx = r (w g - x r^2 mean(w g x)),  dw += g x r
void BackwardRow(const float* __restrict x, const float* __restrict weight, const float* __restrict g, float r,
                 float* __restrict dx, float* __restrict dw, int64_t channels) {
  float dot = 0;
#pragma omp simd reduction(+ : dot)
  for (int64_t c = 0; c < channels; ++c) dot += g[c] * weight[c] * x[c];
  const float pull = dot * r * r / static_cast<float>(channels);
#pragma omp simd
  for (int64_t c = 0; c < channels; ++c) {
    dx[c] = r * (g[c] * weight[c] - x[c] * pull);
    dw[c] += g[c] * x[c] * r;
  }
}

struct RmsNormFunction : torch::autograd::Function<RmsNormFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight, double eps) {
    const int64_t channels = x.size(-1), rows = x.numel() / channels;
    torch::Tensor y = torch::empty_like(x), inverse = torch::empty({rows}, x.options());
    const float* in = x.data_ptr<float>();
    const float* w = weight.data_ptr<float>();
    float* out = y.data_ptr<float>();
    float* r = inverse.data_ptr<float>();
    at::parallel_for(0, rows, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        r[i] = NormaliseRow(in + i * channels, w, out + i * channels, channels, static_cast<float>(eps));
      }
    });
    context->save_for_backward({x, weight, inverse});
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &x = saved[0], &weight = saved[1], grad = grads[0].contiguous();
    const int64_t channels = x.size(-1), rows = x.numel() / channels;
    // Partial sums of fixed blocks, added in order: the result does not depend on the number of threads.
    const int64_t blocks = (rows + kGrain - 1) / kGrain;
    torch::Tensor dx = torch::empty_like(x), partial = torch::zeros({blocks, channels}, x.options());
    const float *in = x.data_ptr<float>(), *w = weight.data_ptr<float>(), *g = grad.data_ptr<float>(),
                *r = saved[2].data_ptr<float>();
    float *out = dx.data_ptr<float>(), *dw = partial.data_ptr<float>();
    at::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin * kGrain; i < std::min(rows, end * kGrain); ++i) {
        BackwardRow(in + i * channels, w, g + i * channels, r[i], out + i * channels, dw + i / kGrain * channels,
                    channels);
      }
    });
    return {dx, partial.sum(0), torch::Tensor()};
  }
};

}  // namespace

torch::Tensor RmsNormalise(const torch::Tensor& x, const torch::Tensor& weight, double eps) {
  if (x.device().is_cpu() && x.scalar_type() == torch::kFloat32)
    return RmsNormFunction::apply(x.contiguous(), weight, eps);
  return x * torch::rsqrt(x.pow(2).mean(-1, true) + eps) * weight;
}

RmsNormImpl::RmsNormImpl(int64_t width, double norm_eps) : channels(width), eps(norm_eps) {
  reset();
}

void RmsNormImpl::reset() {
  weight = register_parameter("weight", torch::ones({channels}));
}

}  // namespace lethe

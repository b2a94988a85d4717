// Gradients against central finite differences.
#pragma once

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <functional>
#include <vector>

namespace lethe::testing {

// Checks d loss / d input for every element of every input (or a spread of at most `samples` elements each).
// `loss` must be a smooth scalar function of the inputs. The tolerance follows from the step: the error of a central
// difference in f32 is about eps * |loss| / step + step^2, so values are compared relative to the largest gradient.
inline void ExpectGradientsMatch(const std::function<torch::Tensor()>& loss, std::vector<torch::Tensor> inputs,
                                 double step = 1e-2, double tolerance = 2e-2, int64_t samples = 24) {
  for (torch::Tensor& input : inputs) {
    if (input.grad().defined()) input.mutable_grad() = torch::Tensor();
  }
  loss().backward();
  for (size_t n = 0; n < inputs.size(); ++n) {
    torch::NoGradGuard no_grad;
    ASSERT_TRUE(inputs[n].grad().defined()) << "input " << n << " has no gradient";
    torch::Tensor flat = inputs[n].view(-1);
    const torch::Tensor grad = inputs[n].grad().reshape(-1);
    const double scale = std::max(grad.abs().max().item<double>(), 1e-3);
    const int64_t stride = std::max<int64_t>(1, flat.numel() / samples);
    for (int64_t i = 0; i < flat.numel(); i += stride) {
      const float kept = flat[i].item<float>();
      flat[i] = kept + step;
      const double above = loss().item<double>();
      flat[i] = kept - step;
      const double below = loss().item<double>();
      flat[i] = kept;
      EXPECT_NEAR(grad[i].item<double>(), (above - below) / (2 * step), tolerance * scale)
          << "input " << n << ", element " << i;
    }
  }
}

}  // namespace lethe::testing

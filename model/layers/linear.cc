#include "model/layers/linear.h"

#include <torch/torch.h>

#include <cmath>

namespace lethe {

torch::Tensor LinearProduct(const torch::Tensor& x, const torch::Tensor& weight) {
  if (x.size(0) == 1 && !torch::GradMode::is_enabled()) return torch::mv(weight, x.select(0, 0)).unsqueeze(0);
  return torch::matmul(x, weight.t());
}

LinearImpl::LinearImpl(const LinearOptions& linear_options) : options(linear_options) {
  reset();
}

void LinearImpl::reset() {
  const double deviation = options.gain / std::sqrt(static_cast<double>(options.in));
  weight = register_parameter("weight", torch::randn({options.out, options.in}) * deviation);
}

}  // namespace lethe

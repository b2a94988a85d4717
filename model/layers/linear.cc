#include "model/layers/linear.h"

#include <torch/torch.h>

#include <cmath>
#include <utility>

namespace lethe {
namespace {

thread_local bool round_products = false;

struct BFloat16ProductFunction : torch::autograd::Function<BFloat16ProductFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight) {
    const torch::Tensor x16 = x.to(torch::kBFloat16), weight16 = weight.to(torch::kBFloat16);
    context->save_for_backward({x16, weight16});
    return torch::matmul(x16, weight16.t()).to(torch::kFloat32);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor grad = grads[0].to(torch::kBFloat16);
    return {torch::matmul(grad, saved[1]).to(torch::kFloat32), torch::matmul(grad.t(), saved[0]).to(torch::kFloat32)};
  }
};

}  // namespace

BFloat16Products::BFloat16Products(bool wanted) : before_(std::exchange(round_products, wanted)) {}

BFloat16Products::~BFloat16Products() {
  round_products = before_;
}

torch::Tensor LinearProduct(const torch::Tensor& x, const torch::Tensor& weight,
                            const std::optional<ByteMatrix>& bytes) {
  if (x.size(0) == 1 && !torch::GradMode::is_enabled())
    return bytes ? OneRowProduct(x, *bytes) : torch::mv(weight, x.select(0, 0)).unsqueeze(0);
  if (round_products && torch::GradMode::is_enabled()) return BFloat16ProductFunction::apply(x, weight);
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

#include "model/train/optimizers/muon.h"

#include <torch/torch.h>

#include <cmath>

#include "base/error.h"
#include "base/parallel.h"

namespace lethe {
namespace {

bool IsLayerMatrix(const NamedParameter& parameter) {
  return parameter.value.dim() == 2 && parameter.name.find("layers.") != std::string::npos;
}

}  // namespace

torch::Tensor Orthogonalise(const torch::Tensor& matrix, int64_t steps, Precision precision) {
  // Coefficients of the quintic that Muon's authors tuned for a steep slope at zero.
  constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
  LETHE_CHECK(matrix.dim() == 2, "shape ", matrix.sizes());
  const bool tall = matrix.size(0) > matrix.size(1);
  torch::Tensor x = tall ? matrix.t() : matrix;
  x = (x / (x.norm() + 1e-7)).to(precision == BFLOAT16 ? torch::kBFloat16 : torch::kFloat32);
  for (int64_t i = 0; i < steps; ++i) {
    const torch::Tensor gram = torch::matmul(x, x.t());
    x = a * x + torch::matmul(b * gram + c * torch::matmul(gram, gram), x);
  }
  x = x.to(torch::kFloat32);
  return tall ? x.t() : x;
}

Muon::Muon(const MuonConfig& config, std::vector<NamedParameter> parameters, size_t threads, Precision precision)
    : config_(config), threads_(threads), precision_(precision) {
  std::vector<NamedParameter> rest;
  for (NamedParameter& parameter : parameters) {
    if (IsLayerMatrix(parameter)) {
      momentum_.push_back(torch::zeros_like(parameter.value));
      matrices_.push_back(std::move(parameter));
    } else {
      rest.push_back(std::move(parameter));
    }
  }
  other_ = std::make_unique<AdamW>(config.other(), std::move(rest));
}

void Muon::Step(double rate_scale) {
  other_->Step(rate_scale);
  const double rate = config_.lr() * rate_scale;
  ParallelFor(matrices_.size(), threads_, [&](size_t i) { UpdateMatrix(i, rate); });
}

void Muon::UpdateMatrix(size_t i, double rate) {
  torch::NoGradGuard no_grad;
  torch::Tensor w = matrices_[i].value;
  const torch::Tensor g = w.grad();
  if (!g.defined()) return;
  momentum_[i].mul_(config_.momentum()).add_(g);
  const torch::Tensor update =
      Orthogonalise(g + config_.momentum() * momentum_[i], config_.newton_schulz_steps(), precision_);
  const double shape = std::sqrt(std::max(1.0, static_cast<double>(w.size(0)) / static_cast<double>(w.size(1))));
  if (config_.weight_decay() > 0) w.mul_(1.0 - rate * config_.weight_decay());
  w.add_(update, -rate * shape);
}

NamedTensors Muon::State() const {
  NamedTensors state = other_->State();
  for (size_t i = 0; i < matrices_.size(); ++i) state.emplace_back(matrices_[i].name + "/momentum", momentum_[i]);
  return state;
}

void Muon::LoadState(const std::map<std::string, torch::Tensor>& state) {
  other_->LoadState(state);
  for (size_t i = 0; i < matrices_.size(); ++i) {
    momentum_[i].copy_(TakeSlot(state, matrices_[i].name + "/momentum", momentum_[i].sizes()));
  }
}

}  // namespace lethe

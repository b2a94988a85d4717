#include "model/train/optimizers/adamw.h"

#include <torch/torch.h>

#include <cmath>

namespace lethe {

AdamW::AdamW(const AdamWConfig& config, std::vector<NamedParameter> parameters)
    : config_(config), parameters_(std::move(parameters)) {
  for (const NamedParameter& parameter : parameters_) {
    slots_.push_back({torch::zeros_like(parameter.value), torch::zeros_like(parameter.value)});
  }
}

void AdamW::Step(double rate_scale) {
  torch::NoGradGuard no_grad;
  ++steps_;
  const double rate = config_.lr() * rate_scale;
  const double correction1 = 1.0 - std::pow(config_.beta1(), steps_);
  const double correction2 = 1.0 - std::pow(config_.beta2(), steps_);
  for (size_t i = 0; i < parameters_.size(); ++i) {
    torch::Tensor w = parameters_[i].value;
    const torch::Tensor g = w.grad();
    if (!g.defined()) continue;
    Slot& slot = slots_[i];
    slot.m.mul_(config_.beta1()).add_(g, 1.0 - config_.beta1());
    slot.v.mul_(config_.beta2()).addcmul_(g, g, 1.0 - config_.beta2());
    if (w.dim() >= 2) w.mul_(1.0 - rate * config_.weight_decay());
    const torch::Tensor denominator = (slot.v / correction2).sqrt_().add_(config_.eps());
    w.addcdiv_(slot.m, denominator, -rate / correction1);
  }
}

NamedTensors AdamW::State() const {
  NamedTensors state = {{"adamw/steps", torch::tensor({steps_}, torch::kInt64)}};
  for (size_t i = 0; i < parameters_.size(); ++i) {
    state.emplace_back(parameters_[i].name + "/m", slots_[i].m);
    state.emplace_back(parameters_[i].name + "/v", slots_[i].v);
  }
  return state;
}

void AdamW::LoadState(const std::map<std::string, torch::Tensor>& state) {
  steps_ = TakeSlot(state, "adamw/steps", {1}).item<int64_t>();
  for (size_t i = 0; i < parameters_.size(); ++i) {
    slots_[i].m.copy_(TakeSlot(state, parameters_[i].name + "/m", slots_[i].m.sizes()));
    slots_[i].v.copy_(TakeSlot(state, parameters_[i].name + "/v", slots_[i].v.sizes()));
  }
}

}  // namespace lethe

// AdamW: m = b1 m + (1-b1) g;  v = b2 v + (1-b2) g^2;  w -= rate (m^ / (sqrt(v^) + eps) + decay w), ^ = bias corrected.
//
// Decay falls on matrices only, not on gains and biases.
// Source: Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101
#pragma once

#include "model/train/optimizers/optimizer.h"

namespace lethe {

class AdamW : public Optimizer {
 public:
  AdamW(const AdamWConfig& config, std::vector<NamedParameter> parameters);
  void Step(double rate_scale) override;
  NamedTensors State() const override;
  void LoadState(const std::map<std::string, torch::Tensor>& state) override;

 private:
  struct Slot {
    torch::Tensor m, v;
  };

  AdamWConfig config_;
  std::vector<NamedParameter> parameters_;
  std::vector<Slot> slots_;
  int64_t steps_ = 0;
};

}  // namespace lethe

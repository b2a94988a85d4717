// The seam of all optimisers, and the table that makes one from its config.
//
// Promise: after LoadState(State()) the next step is the same to the last bit (on the CPU).
// Threads: one thread.
#pragma once

#include <torch/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/checkpoint.h"
#include "proto/training.pb.h"

namespace lethe {

struct NamedParameter {
  std::string name;
  torch::Tensor value;
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  // Updates every parameter from its .grad(); `rate_scale` multiplies the configured learning rates (the schedule).
  virtual void Step(double rate_scale) = 0;
  // All state, by "parameter/slot".
  virtual NamedTensors State() const = 0;
  // Errors: kDataLoss naming the missing or misshapen slot.
  virtual void LoadState(const std::map<std::string, torch::Tensor>& state) = 0;
};

// `threads` (CPU): how many of its matrices an optimiser that works on whole matrices takes at once. `precision`: what
// the products of such an optimiser are computed in.
std::unique_ptr<Optimizer> MakeOptimizer(const OptimizerConfig& config, std::vector<NamedParameter> parameters,
                                         size_t threads = 1, Precision precision = FLOAT32);

// Takes a slot out of a loaded state, or throws the error that names it.
torch::Tensor TakeSlot(const std::map<std::string, torch::Tensor>& state, const std::string& key,
                       at::IntArrayRef shape);

}  // namespace lethe

#include "model/train/optimizers/optimizer.h"

#include <torch/torch.h>

#include "base/error.h"
#include "model/train/optimizers/adamw.h"
#include "model/train/optimizers/muon.h"

namespace lethe {

std::unique_ptr<Optimizer> MakeOptimizer(const OptimizerConfig& config, std::vector<NamedParameter> parameters,
                                         size_t threads, Precision precision) {
  switch (config.kind_case()) {
    case OptimizerConfig::kAdamw:
      return std::make_unique<AdamW>(config.adamw(), std::move(parameters));
    case OptimizerConfig::kMuon:
      return std::make_unique<Muon>(config.muon(), std::move(parameters), threads, precision);
    case OptimizerConfig::KIND_NOT_SET:
      break;
  }
  throw Error(Code::kInvalidArgument, "optimizer: choose one, such as `optimizer { adamw {} }`");
}

torch::Tensor TakeSlot(const std::map<std::string, torch::Tensor>& state, const std::string& key,
                       at::IntArrayRef shape) {
  const auto found = state.find(key);
  if (found == state.end())
    throw Error(Code::kDataLoss, StrCat("optimiser state lacks ", key, "; it belongs to another run"));
  if (found->second.sizes() != shape) {
    throw Error(Code::kDataLoss,
                StrCat("optimiser state ", key, " has shape ", found->second.sizes(), ", expected ", shape));
  }
  return found->second;
}

}  // namespace lethe

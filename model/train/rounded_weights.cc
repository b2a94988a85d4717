#include "model/train/rounded_weights.h"

#include <torch/torch.h>

#include "base/parallel.h"
#include "model/quantize.h"

namespace lethe {

RoundedWeights::RoundedWeights(Decoder& model, size_t threads) {
  for (torch::Tensor& parameter : model->parameters()) {
    if (HasWholeBlocks(parameter)) replaced_.push_back({parameter, parameter.detach(), {}});
  }
  ParallelFor(replaced_.size(), threads, [&](size_t i) {
    torch::NoGradGuard no_grad;
    replaced_[i].rounded = RoundToInt4(replaced_[i].unrounded);
  });
  for (Replaced& matrix : replaced_) matrix.parameter.set_data(matrix.rounded);
}

RoundedWeights::~RoundedWeights() {
  for (Replaced& matrix : replaced_) matrix.parameter.set_data(matrix.unrounded);
}

}  // namespace lethe

#include "model/train/rounded_weights.h"

#include <torch/torch.h>

#include "base/parallel.h"
#include "model/quantize.h"

namespace lethe {

RoundedWeights::RoundedWeights(Decoder& model, size_t threads, const std::vector<std::string>& beginnings) {
  auto parameters = model->named_parameters();
  for (const std::string& name : model->MatricesForInt4(beginnings))
    replaced_.push_back({parameters[name], parameters[name].detach(), {}});
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

#include "datasets/plain_text/gain_weight.h"

#include <algorithm>

#include "base/error.h"

namespace lethe {

void CheckGainWeight(const GainWeightConfig& config) {
  if (!(config.low() < config.high())) {
    throw Error(Code::kInvalidArgument, StrCat("weight.low is ", config.low(), ", weight.high ", config.high(),
                                               ": the first must be below the second"));
  }
  if (!(config.floor() >= 0) || !(config.floor() < config.ceiling())) {
    throw Error(Code::kInvalidArgument,
                StrCat("weight.floor is ", config.floor(), ", weight.ceiling ", config.ceiling(),
                       ": the first must be at least 0 and below the second"));
  }
}

float GainWeight(double gain, const GainWeightConfig& config) {
  const double share = std::clamp((gain - config.low()) / (config.high() - config.low()), 0.0, 1.0);
  return static_cast<float>(config.floor() + (config.ceiling() - config.floor()) * share);
}

}  // namespace lethe

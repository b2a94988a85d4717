// A model whose matrices are rounded to four bits while one of these lives, as a checkpoint stores them
// (model/quantize.h).
//
// A step that takes the gradient of the rounded weights and lets the optimiser change the unrounded ones learns weights
// that bear rounding (the straight-through estimator: Bengio et al. 2013, https://arxiv.org/abs/1308.3432). Matrices
// whose rows are not whole blocks, and vectors, stay as they are, and so do all others where `beginnings` of names are
// given.
//
// Promise: afterwards the weights are what they were before; what was written into them meanwhile is lost.
// Errors: as Decoder::MatricesForInt4. Threads: rounds on so many; of one caller.
#pragma once

#include <vector>

#include "model/decoder.h"

namespace lethe {

class RoundedWeights {
 public:
  RoundedWeights(Decoder& model, size_t threads, const std::vector<std::string>& beginnings = {});
  ~RoundedWeights();
  RoundedWeights(const RoundedWeights&) = delete;
  RoundedWeights& operator=(const RoundedWeights&) = delete;

 private:
  struct Replaced {
    torch::Tensor parameter, unrounded, rounded;
  };
  std::vector<Replaced> replaced_;
};

}  // namespace lethe

// How surprised a trained model is by each token of given sequences: its teacher-forced losses. No LibTorch type
// appears here, so the rooms above compile without it.
//
// Promise: the losses are those of training, and those of decoding token by token, but for rounding; they do not depend
// on what else is scored in the call, but for rounding.
// Units: nats. Errors: those of a checkpoint; kInvalidArgument for a sequence that the model's limits do not admit.
// Threads: a scorer may be shared; each call uses the threads given at loading.
#pragma once

#include <memory>
#include <vector>

#include "base/file.h"
#include "model/grammar.h"
#include "proto/model.pb.h"

namespace lethe {

class TokenScorer {
 public:
  // Reads a checkpoint folder (config.json, model.safetensors). `threads` 0 is one a core.
  static std::unique_ptr<TokenScorer> Load(const Path& checkpoint, size_t threads);
  virtual ~TokenScorer() = default;

  // For each sequence -log p of those of its tokens that have a loss weight, in their order; the weights' sizes do not
  // matter.
  virtual std::vector<std::vector<float>> Losses(const std::vector<Sequence>& sequences) const = 0;
  virtual const ModelConfig& config() const = 0;
};

}  // namespace lethe

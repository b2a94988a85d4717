// Batches of pairs for the dual encoder's training, drawn at random from texts.
//
// A batch is of one source, so that the passages of other questions are of the same kind and hard to tell apart. With
// the source's `cloze` chance a sentence of the passage stands for the question and leaves the passage.
// Promise: the same random numbers give the same batch.
// Errors: kInvalidArgument where there are no pairs.
// Threads: one thread.
// Cost: a batch of 256 pairs of short facts takes about 5 ms.
#pragma once

#include <span>
#include <unordered_map>

#include "model/train/contrastive_batch.h"
#include "retriever/embedders/text_features.h"
#include "retriever/embedders/text_pairs.h"

namespace lethe {

class PairBatches : public ContrastiveSource {
 public:
  // Borrows the texts.
  PairBatches(const DualEncoderTraining& config, std::span<const TextPairs> sources);

  ContrastiveBatch Draw(Random& random) override;

  // Logarithms of the weights that features begin with, by how few of a sample of texts have them: 1 for a feature of
  // none, towards 0 (no less than 0.05) for one of all.
  std::vector<float> StartWeights(Random& random) const;

 private:
  class Builder;
  const TextPairs& PickSource(Random& random) const;

  DualEncoderTraining config_;
  TextFeatures features_;
  std::span<const TextPairs> sources_;
  double total_weight_ = 0;
};

}  // namespace lethe

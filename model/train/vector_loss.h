// An auxiliary loss that has the model know vectors of the words or texts it reads: after a layer a linear head turns
// the hidden state of a word's last token, a fact's number or <question> into the vector of that word or text.
//
// A small model learns what a word or phrase means from the questions it is asked, and knows nothing of one that none
// has ("mount" is what one "rides"). Vectors of words, made from billions of them, and of sentences, from an embedder,
// hold that; the head is thrown away after training and the model has the size it had.
//
// Shapes: C hidden, D of the vectors. Errors: as VectorTable; kInvalidArgument for a layer that the model lacks.
// Threads: Loss from several at once.
#pragma once

#include <memory>

#include "model/data/vector_table.h"
#include "model/layers/linear.h"
#include "proto/training.pb.h"

namespace lethe {

class VectorLoss {
 public:
  VectorLoss(const VectorLossConfig& config, const Decoder& model, torch::Device device);

  int64_t layer() const { return config_.layer(); }
  double weight() const { return config_.weight(); }
  // One less the mean cosine over the documents' words or texts, a scalar; `hidden` [N, C] of all of them, packed in
  // this order. Undefined where none has a vector.
  torch::Tensor Loss(const std::vector<TokenDocument>& documents, const torch::Tensor& hidden);

  const VectorTable& table() const { return *table_; }
  Linear& head() { return head_; }

 private:
  const VectorLossConfig config_;
  std::unique_ptr<VectorTable> table_;
  torch::Tensor vectors_;  // on the device
  Linear head_;
};

}  // namespace lethe

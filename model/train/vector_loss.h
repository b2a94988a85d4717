// An auxiliary loss that has the model know vectors of the words or texts it reads: after a layer a linear head turns
// the hidden state of a word's last token, a fact's number or a question's last token into the vector of that word or
// text.
//
// A small model learns what a word or phrase means from the questions it is asked, and knows nothing of one that none
// has ("mount" is what one "rides"). Vectors of words, made from billions of them, and of sentences, from an embedder,
// hold that; the head is thrown away after training and the model has the size it had.
//
// Shapes: C hidden, D of the vectors. Errors: as VectorTable and its CheckFits; kInvalidArgument for a layer that the
// model lacks. Threads: Find and Sum from several at once.
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
  // Rows of the packed documents' hidden states, and the vector that each should give.
  struct Places {
    std::vector<int64_t> tokens, rows;
  };
  Places Find(const std::vector<TokenDocument>& documents) const;
  // The sum of 1 - cosine over the places, a scalar; `hidden` [N, C] of the documents, packed in their order.
  torch::Tensor Sum(const Places& places, const torch::Tensor& hidden);

  const VectorTable& table() const { return *table_; }
  Linear& head() { return head_; }

 private:
  const VectorLossConfig config_;
  std::unique_ptr<VectorTable> table_;
  torch::Tensor vectors_;  // on the device
  Linear head_;
};

}  // namespace lethe

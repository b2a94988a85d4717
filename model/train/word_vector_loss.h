// An auxiliary loss that has the model place each word it reads where word vectors place it: after a few layers a
// linear head turns the hidden state of a word's last token into the word's vector.
//
// A small model learns what a word means from the questions it is asked, and knows nothing of a word that none has
// ("mount" is what one "rides"). Vectors of words, made from billions of them, hold that; the head is thrown away after
// training and the model has the size it had.
//
// Shapes: C hidden, D of the vectors. Errors: as WordVectors; kInvalidArgument for a layer that the model lacks.
// Threads: Loss from several at once.
#pragma once

#include <map>

#include "model/data/word_vectors.h"
#include "model/layers/linear.h"
#include "proto/training.pb.h"

namespace lethe {

class WordVectorLoss {
 public:
  WordVectorLoss(const WordVectorConfig& config, const Decoder& model, torch::Device device);

  int64_t layer() const { return config_.layer(); }
  double weight() const { return config_.weight(); }
  // One less the mean cosine over the documents' words, a scalar; `hidden` [N, C] of all of them, packed in this order.
  // Undefined where no word has a vector.
  torch::Tensor Loss(const std::vector<TokenDocument>& documents, const torch::Tensor& hidden);

  const WordVectors& words() const { return words_; }
  Linear& head() { return head_; }

 private:
  const WordVectorConfig config_;
  WordVectors words_;
  torch::Tensor vectors_;  // on the device
  Linear head_;
};

}  // namespace lethe

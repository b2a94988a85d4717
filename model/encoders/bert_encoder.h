// BERT's encoder: token numbers in, one vector of length 1 a sequence out. No LibTorch type appears here.
//
// Formula: x = LN(word + position + kind 0); a layer is x = LN(x + attention(x)), x = LN(x + W2 act(W1 x)); the pooled
// row is the first one (CLS) or the mean over the sequence's own tokens, divided by its length.
// Shapes: word embeddings [vocabulary, hidden]; rows float32 [sequences, hidden].
// Promise: padding does not reach a vector: alone or in a batch, a sequence's vector is the same but for rounding
// (1e-6).
// Errors: kNotFound; kDataLoss naming a missing or misshapen tensor; kInvalidArgument for a shape that makes no sense.
// Threads: Encode from any thread, each call on one thread of the compute pool's settings.
// Cost: 2 * weights of the layers floating-point operations a token, and the attention's.
// Source: Devlin et al. 2019, https://arxiv.org/abs/1810.04805; pooling: Reimers and Gurevych 2019,
// https://arxiv.org/abs/1908.10084
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/file.h"

namespace lethe {

enum class Pooling { kMean, kCls };
enum class BertActivation { kGelu, kGeluTanh, kRelu };

// What config.json says; the file with the weights must agree.
struct BertShape {
  int64_t vocabulary = 0, hidden = 0, layers = 0, heads = 0, inner = 0, positions = 0;
  double norm_eps = 1e-12;
  BertActivation activation = BertActivation::kGelu;
  Pooling pooling = Pooling::kMean;
  int32_t padding = 0;  // any number of the vocabulary
};

class BertEncoder {
 public:
  // Reads model.safetensors; other types are converted to float32. Tensor names are Hugging Face's, with or without
  // "bert." before them.
  BertEncoder(const Path& weights, const BertShape& shape);
  ~BertEncoder();

  const BertShape& shape() const { return shape_; }
  // Sequences of 1 to `positions` numbers, [CLS] and [SEP] among them. At most `batch_tokens` numbers (but at least one
  // sequence), padding included, are computed at once, sequences of about one length together.
  void Encode(std::span<const std::vector<int32_t>> sequences, size_t batch_tokens, float* rows) const;

 private:
  struct Weights;

  BertShape shape_;
  std::unique_ptr<const Weights> weights_;
};

}  // namespace lethe

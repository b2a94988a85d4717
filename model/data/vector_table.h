// Places in token documents whose meaning is known as a vector, from a table of words or of texts.
//
// Errors: kNotFound; kDataLoss for a file that is no such table, or has numbers that are not finite. Threads: const use
// from any thread.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "model/data/packing.h"
#include "model/word_index.h"

namespace lethe {

class VectorTable {
 public:
  // WordVectors or TextVectors, by what the file holds.
  static std::unique_ptr<VectorTable> Load(const Path& file);
  virtual ~VectorTable() = default;
  VectorTable(const VectorTable&) = delete;
  VectorTable& operator=(const VectorTable&) = delete;

  using Place = TablePlace;  // a token of the document and a row of vectors()
  // In order.
  virtual std::vector<Place> Find(const TokenDocument& document) const = 0;

  // `count` words or texts at random, in documents that Find finds them in, without loss on any token: what the
  // training documents lack is read as well.
  std::vector<Sequence> Draw(size_t count, Random& random) const;

  // Errors: kFailedPrecondition naming the file where it was made with another tokenizer (one of another number of
  // pieces) or has a text that the model cannot read.
  void CheckFits(const ModelConfig& model) const;

  // [W, D] f32, as SpreadVectors makes them.
  const torch::Tensor& vectors() const { return vectors_; }

 protected:
  // Documents are drawn of up to so many words or texts.
  VectorTable(const Path& file, size_t per_document) : file_(file), per_document_(per_document) {}

  virtual Sequence DrawDocument(size_t count, Random& random) const = 0;

  // The tokens of the next row. Errors: kDataLoss where there are none.
  void AddEntry(std::u32string tokens);

  const Path file_;
  torch::Tensor vectors_;
  std::vector<std::u32string> entries_;             // their tokens, by row
  int64_t vocab_size_ = 0;                          // of the tokenizer; 0: not known
  size_t longest_fact_ = 0, longest_question_ = 0;  // of those that are drawn, in tokens

 private:
  const size_t per_document_;
};

// Errors: kFailedPrecondition naming the file that was made with a tokenizer of another number of pieces than the
// model's.
void CheckTokenizer(const Path& file, int64_t pieces, const ModelConfig& model);

// Vectors without what all of them share: their mean is taken off and, where they are more than they have numbers, the
// two directions in which they vary most (of words: how frequent they are); then they are scaled to length 1. What is
// left of one that equals the mean is 0.
// Source: Mu and Viswanath 2018, All-but-the-Top, https://arxiv.org/abs/1702.01417
torch::Tensor SpreadVectors(const torch::Tensor& vectors);

// The tensor of that name and so many dimensions; kDataLoss naming it where there is none or it has no finite numbers.
const torch::Tensor& RequireTensor(const std::map<std::string, torch::Tensor>& tensors, const std::string& name,
                                   int64_t dimensions, const Path& file);

}  // namespace lethe

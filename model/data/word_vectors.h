// Which words of a document have a vector, and which; from a table by pieces (model/tokenizer/word_pieces.h).
//
// Vectors are made as unlike as they can be told apart by: their mean and the two directions in which all of them vary
// most (how frequent a word is) are taken off, then they have length 1.
// Source: Mu and Viswanath 2018, All-but-the-Top, https://arxiv.org/abs/1702.01417
//
// Errors: kNotFound, kDataLoss. Threads: const use from any thread.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "model/data/packing.h"

namespace lethe {

class WordVectors {
 public:
  explicit WordVectors(const Path& file);

  struct Word {
    int64_t last = 0;  // its last token in the document, which has read all of it
    int64_t row = 0;   // in vectors()
  };
  // Words of facts and questions, in order. Derivations say again what those say.
  std::vector<Word> Find(const TokenDocument& document) const;

  // A document of `count` words as facts of a few each, the more frequent ones more often, without a question or loss:
  // words that the training texts lack are read as well.
  Sequence DrawWords(size_t count, Random& random) const;

  const torch::Tensor& vectors() const { return vectors_; }  // [W, D] f32

 private:
  bool GoesOn(const TokenDocument& document, size_t i) const;

  std::vector<std::u32string> words_;                 // their pieces, by row
  std::unordered_map<std::u32string, int64_t> rows_;  // by the pieces of a word
  std::vector<uint8_t> continues_;                    // by piece
  torch::Tensor vectors_;
};

}  // namespace lethe

// Vectors of words that enter the model beside its tokens: x += W v(word) at the last token of each word of a fact or
// question that the table has.
//
// A small model learns what a word means from what it was trained on, and has no room for words that are rare there.
// Vectors made from billions of words of other text say that a steed is ridden, at a few dozen bytes a word and without
// work for each token. They stay as they are; W is trained.
//
// Shapes: V pieces, W words of D numbers, C hidden. Errors: as the functions say. Threads: forward from several at
// once.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/layers/linear.h"
#include "model/word_index.h"
#include "proto/model.pb.h"

namespace lethe {

class LexiconImpl : public torch::nn::Module {
 public:
  // Without words until they are set; W begins with zeros, so that a model that takes in a lexicon computes the same at
  // first.
  LexiconImpl(const LexiconConfig& config, int64_t model_dim);

  // `words`: the pieces of each; `continues`: by piece, whether it goes on with a word; `vectors` [W, D] f32 on the
  // CPU, which is rounded to what int4 holds, as it is stored. Errors: kInvalidArgument where they are not of the
  // config's sizes, or a word cannot be stored: it has no pieces, more than 255, or one of 65,536 or more.
  void SetWords(std::vector<std::u32string> words, std::vector<uint8_t> continues, const torch::Tensor& vectors);
  void SetWords(const LexiconImpl& other);
  // By word, whether its tokens are hidden always: their rows are taken away, so that its vector alone says what it is.
  // Of SetWords' words none is. Errors: kInvalidArgument for another number of them.
  void SetHidden(std::vector<uint8_t> hidden);
  bool HasWordsOf(const LexiconImpl& other) const;

  // From now on forward passes that keep a gradient hide `share` of the words found too, at random: a model that was
  // trained on tokens has no reason to use the vectors else.
  void HideWords(double share, const Random& random);

  std::vector<TablePlace> Find(std::span<const int32_t> tokens, std::span<const TokenKind> kinds) const {
    return index_.Find(tokens, kinds);
  }
  // x [N, C] with the vectors of the words found in `tokens` [N] added, where they are hidden in place of their
  // tokens'.
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& tokens, std::span<const TokenKind> kinds);

  const std::vector<std::u32string>& words() const { return words_; }
  const std::vector<uint8_t>& continues() const { return continues_; }
  const torch::Tensor& vectors() const { return vectors_; }
  const std::vector<uint8_t>& hidden() const { return hidden_; }

  Linear proj{nullptr};  // [C, D]

 private:
  // x without the rows of the words that are hidden.
  torch::Tensor Hide(const torch::Tensor& x, std::span<const TablePlace> places) const;

  const LexiconConfig config_;
  std::vector<std::u32string> words_;
  std::vector<uint8_t> continues_, hidden_;
  WordIndex index_;
  torch::Tensor vectors_;
  double hidden_share_ = 0;
  Random hide_{0};
};
TORCH_MODULE(Lexicon);

}  // namespace lethe

// A table of word vectors as model/tokenizer/word_pieces.h writes it, for the tokens of small_model.h.
#pragma once

#include <torch/torch.h>

#include <algorithm>
#include <vector>

#include "model/checkpoint.h"

namespace lethe::testing {

struct WordOfTable {
  std::vector<int32_t> pieces;
  std::vector<float> vector;
};

// `continues` are the tokens that go on with a word.
inline void WriteWordTable(const Path& file, const std::vector<WordOfTable>& words,
                           const std::vector<int64_t>& continues, int64_t vocab_size = 150) {
  constexpr int64_t kPieces = 4;
  const auto count = static_cast<int64_t>(words.size());
  torch::Tensor pieces = torch::zeros({count, kPieces}, torch::kInt32),
                goes_on = torch::zeros(vocab_size, torch::kUInt8);
  std::vector<torch::Tensor> vectors;
  for (int64_t row = 0; row < count; ++row) {
    const WordOfTable& word = words[static_cast<size_t>(row)];
    for (size_t i = 0; i < word.pieces.size(); ++i) pieces[row][static_cast<int64_t>(i)] = word.pieces[i];
    vectors.push_back(torch::tensor(word.vector));
  }
  for (const int64_t token : continues) goes_on[token] = 1;
  SaveTensors(file, {{"pieces", pieces}, {"vectors", torch::stack(vectors)}, {"continues", goes_on}});
}

}  // namespace lethe::testing

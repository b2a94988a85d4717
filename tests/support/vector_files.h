// Tables of vectors as model/tokenizer/{word,text}_pieces.h write them, for the tokens of small_model.h.
#pragma once

#include <torch/torch.h>

#include <algorithm>
#include <vector>

#include "model/checkpoint.h"

namespace lethe::testing {

struct TokensAndVector {
  std::vector<int32_t> tokens;
  std::vector<float> vector;
};

inline torch::Tensor StackVectors(const std::vector<TokensAndVector>& rows) {
  std::vector<torch::Tensor> vectors;
  for (const TokensAndVector& row : rows) vectors.push_back(torch::tensor(row.vector));
  return torch::stack(vectors);
}

// `continues` are the tokens that go on with a word.
inline void WriteWordTable(const Path& file, const std::vector<TokensAndVector>& words,
                           const std::vector<int64_t>& continues, int64_t vocab_size = 150) {
  constexpr int64_t kPieces = 4;
  const auto count = static_cast<int64_t>(words.size());
  torch::Tensor pieces = torch::zeros({count, kPieces}, torch::kInt32),
                goes_on = torch::zeros(vocab_size, torch::kUInt8);
  for (int64_t row = 0; row < count; ++row) {
    const TokensAndVector& word = words[static_cast<size_t>(row)];
    for (size_t i = 0; i < word.tokens.size(); ++i) pieces[row][static_cast<int64_t>(i)] = word.tokens[i];
  }
  for (const int64_t token : continues) goes_on[token] = 1;
  SaveTensors(file, {{"pieces", pieces}, {"vectors", StackVectors(words)}, {"continues", goes_on}});
}

// So many words of one token each, from the first token that RandomDocument draws on.
inline std::vector<TokensAndVector> RandomWords(int32_t count, int64_t dimension, uint64_t seed) {
  torch::manual_seed(seed);
  std::vector<TokensAndVector> words;
  for (int32_t i = 0; i < count; ++i) {
    const torch::Tensor v = torch::randn(dimension);
    words.push_back({{112 + i}, {v.data_ptr<float>(), v.data_ptr<float>() + dimension}});
  }
  return words;
}

// A text that begins with <question> is a question.
inline void WriteTextTable(const Path& file, const std::vector<TokensAndVector>& texts) {
  std::vector<int32_t> tokens;
  std::vector<int64_t> offsets = {0};
  for (const TokensAndVector& text : texts) {
    tokens.insert(tokens.end(), text.tokens.begin(), text.tokens.end());
    offsets.push_back(static_cast<int64_t>(tokens.size()));
  }
  SaveTensors(file, {{"tokens", torch::tensor(tokens, torch::kInt32)},
                     {"offsets", torch::tensor(offsets, torch::kInt64)},
                     {"vectors", StackVectors(texts)}});
}

}  // namespace lethe::testing

#include "model/data/word_vectors.h"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "model/checkpoint.h"

namespace lethe {
namespace {

constexpr size_t kWordsPerFact = 8, kWordsPerDocument = 96;

}  // namespace

WordTable ReadWordTable(const Path& file) {
  const std::map<std::string, torch::Tensor> tensors = LoadTensors(file);
  const torch::Tensor pieces = RequireTensor(tensors, "pieces", 2, file).to(torch::kInt32).contiguous();
  const torch::Tensor continues = RequireTensor(tensors, "continues", 1, file).to(torch::kUInt8).contiguous();
  WordTable table;
  table.vectors = SpreadVectors(RequireTensor(tensors, "vectors", 2, file).to(torch::kFloat32));
  if (table.vectors.size(0) != pieces.size(0) || pieces.size(0) == 0) {
    throw Error(Code::kDataLoss,
                StrCat(file.string(), ": ", table.vectors.size(0), " vectors of ", pieces.size(0), " words"));
  }
  table.continues.assign(continues.data_ptr<uint8_t>(), continues.data_ptr<uint8_t>() + continues.numel());
  const int32_t* piece = pieces.data_ptr<int32_t>();
  for (int64_t row = 0; row < pieces.size(0); ++row, piece += pieces.size(1)) {
    std::u32string word;
    for (int64_t i = 0; i < pieces.size(1) && piece[i] != 0; ++i) word.push_back(static_cast<char32_t>(piece[i]));
    table.words.push_back(std::move(word));
  }
  return table;
}

WordVectors::WordVectors(const Path& file) : VectorTable(file, kWordsPerDocument) {
  WordTable table = ReadWordTable(file);
  vectors_ = table.vectors;
  vocab_size_ = static_cast<int64_t>(table.continues.size());
  index_ = WordIndex(table.words, std::move(table.continues));
  for (std::u32string& word : table.words) {
    longest_fact_ = std::max(longest_fact_, word.size() * kWordsPerFact);
    AddEntry(std::move(word));
  }
}

Sequence WordVectors::DrawDocument(size_t count, Random& random) const {
  Sequence document;
  document.Add(SpecialTokens::kStart, TokenKind::kStart);
  for (size_t i = 1; i <= count; ++i) {
    const double draw = random.Uniform();
    const auto row = static_cast<size_t>(draw * draw * static_cast<double>(entries_.size()));
    for (const char32_t piece : entries_[row]) document.Add(static_cast<int32_t>(piece), TokenKind::kFact);
    if (i % kWordsPerFact > 0 && i < count) continue;
    document.Add(SpecialTokens::Number(static_cast<int>(1 + (i - 1) / kWordsPerFact)), TokenKind::kNumber);
  }
  return document;
}

std::vector<VectorTable::Place> WordVectors::Find(const TokenDocument& document) const {
  return index_.Find(document.tokens, document.kinds);
}

}  // namespace lethe

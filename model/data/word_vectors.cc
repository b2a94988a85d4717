#include "model/data/word_vectors.h"

#include <torch/torch.h>

#include <algorithm>

#include "base/error.h"
#include "model/checkpoint.h"

namespace lethe {
namespace {

constexpr size_t kWordsPerFact = 8, kWordsPerDocument = 96;

bool IsRead(TokenKind kind) {
  return kind == TokenKind::kFact || kind == TokenKind::kQuestion;
}

}  // namespace

WordVectors::WordVectors(const Path& file) : VectorTable(file, kWordsPerDocument) {
  const std::map<std::string, torch::Tensor> tensors = LoadTensors(file);
  const torch::Tensor pieces = RequireTensor(tensors, "pieces", 2, file).to(torch::kInt32).contiguous();
  const torch::Tensor continues = RequireTensor(tensors, "continues", 1, file).to(torch::kUInt8).contiguous();
  vectors_ = SpreadVectors(RequireTensor(tensors, "vectors", 2, file).to(torch::kFloat32));
  if (vectors_.size(0) != pieces.size(0) || pieces.size(0) == 0) {
    throw Error(Code::kDataLoss,
                StrCat(file.string(), ": ", vectors_.size(0), " vectors of ", pieces.size(0), " words"));
  }
  continues_.assign(continues.data_ptr<uint8_t>(), continues.data_ptr<uint8_t>() + continues.numel());
  vocab_size_ = continues.numel();
  const int32_t* piece = pieces.data_ptr<int32_t>();
  for (int64_t row = 0; row < pieces.size(0); ++row, piece += pieces.size(1)) {
    std::u32string word;
    for (int64_t i = 0; i < pieces.size(1) && piece[i] != 0; ++i) word.push_back(static_cast<char32_t>(piece[i]));
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

bool WordVectors::GoesOn(const TokenDocument& document, size_t i) const {
  const auto token = static_cast<size_t>(document.tokens[i]);
  return token < continues_.size() && continues_[token] != 0;
}

std::vector<VectorTable::Place> WordVectors::Find(const TokenDocument& document) const {
  std::vector<Place> places;
  std::u32string word;
  for (size_t i = 0; i < document.tokens.size();) {
    const TokenKind kind = document.kinds[i];
    word.assign(1, static_cast<char32_t>(document.tokens[i]));
    size_t end = i + 1;
    for (; end < document.tokens.size() && document.kinds[end] == kind && GoesOn(document, end); ++end)
      word.push_back(static_cast<char32_t>(document.tokens[end]));
    if (IsRead(kind)) AddPlace(word, end - 1, places);
    i = end;
  }
  return places;
}

}  // namespace lethe

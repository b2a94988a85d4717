#include "model/data/word_vectors.h"

#include <torch/torch.h>

#include "base/error.h"
#include "model/checkpoint.h"

namespace lethe {
namespace {

constexpr int64_t kCommonDirections = 2;
constexpr size_t kWordsPerFact = 8;

torch::Tensor Spread(torch::Tensor vectors) {
  vectors = vectors - vectors.mean(0, /*keepdim=*/true);
  const int64_t dimension = vectors.size(1);
  if (vectors.size(0) > dimension && dimension > kCommonDirections) {
    const auto [values, directions] = torch::linalg_eigh(torch::matmul(vectors.t(), vectors));  // values ascend
    const torch::Tensor common = directions.slice(1, dimension - kCommonDirections);            // [D, 2]
    vectors = vectors - torch::matmul(torch::matmul(vectors, common), common.t());
  }
  return torch::nn::functional::normalize(vectors, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

const torch::Tensor& Require(const std::map<std::string, torch::Tensor>& tensors, const std::string& name,
                             int64_t dimensions, const Path& file) {
  const auto found = tensors.find(name);
  if (found == tensors.end() || found->second.dim() != dimensions)
    throw Error(Code::kDataLoss, StrCat(file.string(), ": no table of word vectors, it lacks \"", name, "\""));
  return found->second;
}

bool IsRead(TokenKind kind) {
  return kind == TokenKind::kFact || kind == TokenKind::kQuestion;
}

}  // namespace

WordVectors::WordVectors(const Path& file) {
  const std::map<std::string, torch::Tensor> tensors = LoadTensors(file);
  const torch::Tensor pieces = Require(tensors, "pieces", 2, file).to(torch::kInt32).contiguous();
  const torch::Tensor continues = Require(tensors, "continues", 1, file).to(torch::kUInt8).contiguous();
  vectors_ = Spread(Require(tensors, "vectors", 2, file).to(torch::kFloat32));
  if (vectors_.size(0) != pieces.size(0))
    throw Error(Code::kDataLoss,
                StrCat(file.string(), ": ", vectors_.size(0), " vectors of ", pieces.size(0), " words"));
  continues_.assign(continues.data_ptr<uint8_t>(), continues.data_ptr<uint8_t>() + continues.numel());
  const int32_t* piece = pieces.data_ptr<int32_t>();
  for (int64_t row = 0; row < pieces.size(0); ++row, piece += pieces.size(1)) {
    std::u32string word;
    for (int64_t i = 0; i < pieces.size(1) && piece[i] != 0; ++i) word.push_back(static_cast<char32_t>(piece[i]));
    rows_.emplace(word, row);
    words_.push_back(std::move(word));
  }
}

Sequence WordVectors::DrawWords(size_t count, Random& random) const {
  Sequence document;
  const auto add = [&](int32_t token, TokenKind kind) {
    document.tokens.push_back(token);
    document.kinds.push_back(kind);
    document.loss_weight.push_back(0);
  };
  add(SpecialTokens::kStart, TokenKind::kStart);
  for (size_t i = 1; i <= count; ++i) {
    const double draw = random.Uniform();
    const auto row = static_cast<size_t>(draw * draw * static_cast<double>(words_.size()));
    for (const char32_t piece : words_[row]) add(static_cast<int32_t>(piece), TokenKind::kFact);
    if (i % kWordsPerFact > 0 && i < count) continue;
    const size_t number = 1 + (i - 1) / kWordsPerFact % kMaxNumber;
    add(SpecialTokens::Number(static_cast<int>(number)), TokenKind::kNumber);
  }
  return document;
}

bool WordVectors::GoesOn(const TokenDocument& document, size_t i) const {
  const auto token = static_cast<size_t>(document.tokens[i]);
  return token < continues_.size() && continues_[token] != 0;
}

std::vector<WordVectors::Word> WordVectors::Find(const TokenDocument& document) const {
  std::vector<Word> words;
  std::u32string word;
  for (size_t i = 0; i < document.tokens.size();) {
    const TokenKind kind = document.kinds[i];
    word.assign(1, static_cast<char32_t>(document.tokens[i]));
    size_t end = i + 1;
    for (; end < document.tokens.size() && document.kinds[end] == kind && GoesOn(document, end); ++end)
      word.push_back(static_cast<char32_t>(document.tokens[end]));
    if (IsRead(kind)) {
      const auto found = rows_.find(word);
      if (found != rows_.end()) words.push_back({static_cast<int64_t>(end) - 1, found->second});
    }
    i = end;
  }
  return words;
}

}  // namespace lethe

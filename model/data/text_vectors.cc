#include "model/data/text_vectors.h"

#include <torch/torch.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "model/checkpoint.h"
#include "model/safetensors.h"

namespace lethe {
namespace {

constexpr size_t kTextsPerDocument = 24;

bool IsQuestion(const std::u32string& text) {
  return text[0] == static_cast<char32_t>(SpecialTokens::kQuestion);
}

}  // namespace

TextVectors::TextVectors(const Path& file) : VectorTable(file) {
  const std::map<std::string, torch::Tensor> tensors = LoadTensors(file);
  const torch::Tensor tokens = RequireTensor(tensors, "tokens", 1, file).to(torch::kInt32).contiguous();
  const torch::Tensor offsets = RequireTensor(tensors, "offsets", 1, file).to(torch::kInt64).contiguous();
  vectors_ = RequireTensor(tensors, "vectors", 2, file).to(torch::kFloat32).clone();
  const int64_t count = offsets.numel() - 1;
  const int64_t* offset = offsets.data_ptr<int64_t>();
  if (count != vectors_.size(0) || count < 1 || offset[0] != 0 || offset[count] != tokens.numel() ||
      !std::is_sorted(offset, offset + count + 1)) {
    throw Error(Code::kDataLoss, StrCat(file.string(), ": the offsets do not fit ", vectors_.size(0), " vectors"));
  }
  const SafetensorsFile header(file);
  const auto pieces = header.metadata().find("vocab_size");
  if (pieces != header.metadata().end()) vocab_size_ = ParseNumber<int64_t>(pieces->second).value_or(-1);
  std::vector<int64_t> facts, questions;
  const int32_t* token = tokens.data_ptr<int32_t>();
  for (int64_t row = 0; row < count; ++row) {
    std::u32string text(token + offset[row], token + offset[row + 1]);
    if (text.empty()) throw Error(Code::kDataLoss, StrCat(file.string(), ": text ", row, " has no tokens"));
    const bool question = IsQuestion(text);
    (question ? questions : facts).push_back(row);
    size_t& longest = question ? longest_question_ : longest_fact_;
    longest = std::max(longest, text.size());
    rows_.emplace(text, row);
    texts_.push_back(std::move(text));
  }
  for (const std::vector<int64_t>& kind : {facts, questions}) {
    if (kind.empty()) continue;
    const torch::Tensor rows = torch::tensor(kind, torch::kInt64);
    vectors_.index_copy_(0, rows, SpreadVectors(vectors_.index_select(0, rows)));
  }
}

std::vector<VectorTable::Place> TextVectors::Find(const TokenDocument& document) const {
  std::vector<Place> places;
  for (size_t i = 0; i < document.tokens.size();) {
    const TokenKind kind = document.kinds[i];
    std::u32string text;
    size_t end = i;
    for (; end < document.tokens.size() && document.kinds[end] == kind; ++end)
      text.push_back(static_cast<char32_t>(document.tokens[end]));
    const bool fact = kind == TokenKind::kFact && end < document.tokens.size();
    if (fact || kind == TokenKind::kQuestion) {
      const auto found = rows_.find(text);
      if (found != rows_.end()) places.push_back({static_cast<int64_t>(fact ? end : end - 1), found->second});
    }
    i = end;
  }
  return places;
}

std::vector<Sequence> TextVectors::Draw(size_t count, Random& random) const {
  std::vector<Sequence> documents;
  for (size_t left = count; left > 0; left -= std::min(left, kTextsPerDocument))
    documents.push_back(DrawDocument(std::min(left, kTextsPerDocument), random));
  return documents;
}

Sequence TextVectors::DrawDocument(size_t count, Random& random) const {
  std::vector<const std::u32string*> texts;
  for (size_t i = 0; i < count; ++i) texts.push_back(&random.Pick(texts_));
  std::stable_partition(texts.begin(), texts.end(), [](const std::u32string* text) { return !IsQuestion(*text); });
  Sequence document;
  const auto add = [&](int32_t token, TokenKind kind) {
    document.tokens.push_back(token);
    document.kinds.push_back(kind);
    document.loss_weight.push_back(0);
  };
  add(SpecialTokens::kStart, TokenKind::kStart);
  for (size_t i = 0; i < count; ++i) {
    const bool question = IsQuestion(*texts[i]);
    for (const char32_t token : *texts[i])
      add(static_cast<int32_t>(token), question ? TokenKind::kQuestion : TokenKind::kFact);
    if (question) {
      add(SpecialTokens::kDerive, TokenKind::kDerivation);
    } else {
      add(SpecialTokens::Number(static_cast<int>(i) + 1), TokenKind::kNumber);
    }
  }
  return document;
}

}  // namespace lethe

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

TextVectors::TextVectors(const Path& file) : VectorTable(file, kTextsPerDocument) {
  const std::map<std::string, torch::Tensor> tensors = LoadTensors(file);
  const torch::Tensor tokens = RequireTensor(tensors, "tokens", 1, file).to(torch::kInt32).contiguous();
  const torch::Tensor offsets = RequireTensor(tensors, "offsets", 1, file).to(torch::kInt64).contiguous();
  vectors_ = RequireTensor(tensors, "vectors", 2, file).to(torch::kFloat32);
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
    AddEntry({token + offset[row], token + offset[row + 1]});
    rows_.emplace(entries_.back(), row);
    const bool question = IsQuestion(entries_.back());
    (question ? questions : facts).push_back(row);
    size_t& longest = question ? longest_question_ : longest_fact_;
    longest = std::max(longest, entries_.back().size());
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
    const auto found = fact || kind == TokenKind::kQuestion ? rows_.find(text) : rows_.end();
    if (found != rows_.end()) places.push_back({static_cast<int64_t>(fact ? end : end - 1), found->second});
    i = end;
  }
  return places;
}

Sequence TextVectors::DrawDocument(size_t count, Random& random) const {
  std::vector<const std::u32string*> texts;
  for (size_t i = 0; i < count; ++i) texts.push_back(&random.Pick(entries_));
  std::stable_partition(texts.begin(), texts.end(), [](const std::u32string* text) { return !IsQuestion(*text); });
  Sequence document;
  document.Add(SpecialTokens::kStart, TokenKind::kStart);
  for (size_t i = 0; i < count; ++i) {
    const bool question = IsQuestion(*texts[i]);
    for (const char32_t token : *texts[i])
      document.Add(static_cast<int32_t>(token), question ? TokenKind::kQuestion : TokenKind::kFact);
    if (question) {
      document.Add(SpecialTokens::kDerive, TokenKind::kDerivation);
    } else {
      document.Add(SpecialTokens::Number(static_cast<int>(i) + 1), TokenKind::kNumber);
    }
  }
  return document;
}

}  // namespace lethe

#include "model/lexicon.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "model/quantize.h"

namespace lethe {

LexiconImpl::LexiconImpl(const LexiconConfig& config, int64_t model_dim) : config_(config) {
  if (config.dim() % kInt4Block != 0) {
    throw Error(Code::kInvalidArgument, StrCat("model.lexicon.dim is ", config.dim(),
                                               ": the vectors are stored in blocks of ", kInt4Block, " numbers"));
  }
  proj = register_module("proj", Linear(LinearOptions{config.dim(), model_dim, /*gain=*/0}));
  vectors_ = register_buffer("vectors", torch::zeros({config.words(), config.dim()}));
}

void LexiconImpl::SetWords(std::vector<std::u32string> words, std::vector<uint8_t> continues,
                           const torch::Tensor& vectors) {
  const auto count = static_cast<int64_t>(words.size());
  if (vectors.sizes() != vectors_.sizes() || count != vectors_.size(0)) {
    throw Error(Code::kInvalidArgument, StrCat("lexicon: ", words.size(), " words with vectors of shape ",
                                               vectors.sizes(), ", the model has room for ", vectors_.sizes()));
  }
  const auto fits = [](const std::u32string& word) {
    const auto is_piece = [](char32_t piece) { return piece <= std::numeric_limits<uint16_t>::max(); };
    return !word.empty() && word.size() <= std::numeric_limits<uint8_t>::max() &&
           std::all_of(word.begin(), word.end(), is_piece);
  };
  if (!std::all_of(words.begin(), words.end(), fits))
    throw Error(Code::kInvalidArgument, "lexicon: a word has no pieces, more than 255, or one of 65,536 or more");
  torch::NoGradGuard no_grad;
  vectors_.copy_(RoundToInt4(vectors));
  words_ = std::move(words);
  continues_ = std::move(continues);
  hidden_.assign(words_.size(), 0);
  index_ = WordIndex(words_, continues_);
}

void LexiconImpl::SetHidden(std::vector<uint8_t> hidden) {
  if (hidden.size() != words_.size())
    throw Error(Code::kInvalidArgument, StrCat("lexicon: ", hidden.size(), " words, it has ", words_.size()));
  hidden_ = std::move(hidden);
}

void LexiconImpl::SetWords(const LexiconImpl& other) {
  SetWords(other.words_, other.continues_, other.vectors_);
  hidden_ = other.hidden_;
}

bool LexiconImpl::HasWordsOf(const LexiconImpl& other) const {
  return words_ == other.words_ && continues_ == other.continues_ && hidden_ == other.hidden_ &&
         torch::equal(vectors_, other.vectors_);
}

void LexiconImpl::HideWords(double share, const Random& random) {
  hidden_share_ = share;
  hide_ = random;
}

torch::Tensor LexiconImpl::Hide(const torch::Tensor& x, std::span<const TablePlace> places) const {
  const double share = torch::GradMode::is_enabled() ? hidden_share_ : 0;
  Random random =
      hide_.Fork(static_cast<uint64_t>(x.size(0)));  // threads have documents of their own, of other lengths
  torch::Tensor kept;
  for (const TablePlace& place : places) {
    const auto row = static_cast<size_t>(place.row);
    if (hidden_[row] == 0 && !(share > 0 && random.Chance(share))) continue;
    if (!kept.defined()) kept = torch::ones({x.size(0), 1});
    const auto pieces = static_cast<int64_t>(words_[row].size());
    kept.slice(0, place.token + 1 - pieces, place.token + 1).zero_();
  }
  return kept.defined() ? x * kept.to(x.device()) : x;
}

torch::Tensor LexiconImpl::forward(const torch::Tensor& x, const torch::Tensor& tokens,
                                   std::span<const TokenKind> kinds) {
  const torch::Tensor on_cpu = tokens.to(torch::kCPU, torch::kInt32).contiguous();
  const auto count = static_cast<size_t>(on_cpu.numel());
  LETHE_CHECK(kinds.size() == count, "each token needs its kind");
  const std::vector<TablePlace> places = index_.Find({on_cpu.data_ptr<int32_t>(), count}, kinds);
  if (places.empty()) return x;
  std::vector<int64_t> at, rows;
  for (const TablePlace& place : places) {
    at.push_back(place.token);
    rows.push_back(place.row);
  }
  const auto on_device = [&](const std::vector<int64_t>& indices) {
    return torch::tensor(indices, torch::kInt64).to(x.device());
  };
  return Hide(x, places).index_add(0, on_device(at), proj(vectors_.index_select(0, on_device(rows))));
}

}  // namespace lethe

#include "model/lexicon.h"

#include <torch/torch.h>

#include <algorithm>
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
  torch::NoGradGuard no_grad;
  vectors_.copy_(RoundToInt4(vectors));
  words_ = std::move(words);
  continues_ = std::move(continues);
  index_ = WordIndex(words_, continues_);
}

void LexiconImpl::SetWords(const LexiconImpl& other) {
  SetWords(other.words_, other.continues_, other.vectors_);
}

bool LexiconImpl::HasWordsOf(const LexiconImpl& other) const {
  return words_ == other.words_ && continues_ == other.continues_ && torch::equal(vectors_, other.vectors_);
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
  return x.index_add(0, on_device(at), proj(vectors_.index_select(0, on_device(rows))));
}

}  // namespace lethe

#include "model/train/word_lexicon.h"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "model/data/word_vectors.h"
#include "model/quantize.h"
#include "model/train/grow.h"

namespace lethe {
namespace {

// [W, D] -> [W, dim].
torch::Tensor MostVaried(const torch::Tensor& vectors, int64_t dim) {
  const auto [values, directions] = torch::linalg_eigh(torch::matmul(vectors.t(), vectors));  // values ascend
  const torch::Tensor kept = torch::matmul(vectors, directions.slice(1, directions.size(1) - dim).flip({1}));
  return kept / kept.square().mean().sqrt();
}

// Which words are hidden aside. The vectors were turned anew: on another machine a few of their levels may differ.
bool HasWordsOf(const WordTable& table, const torch::Tensor& vectors, const LexiconImpl& lexicon) {
  constexpr double kRounding = 0.01;
  return table.words == lexicon.words() && table.continues == lexicon.continues() &&
         ((RoundToInt4(vectors) - lexicon.vectors()).norm() <= kRounding * lexicon.vectors().norm()).item<bool>();
}

}  // namespace

Decoder WithLexicon(const Decoder& model, const LexiconSource& source) {
  WordTable table = ReadWordTable(source.file());
  const int64_t dim = source.dim();
  if (dim > table.vectors.size(1)) {
    throw Error(Code::kInvalidArgument, StrCat("lexicon.dim: ", dim, ", the vectors of ", source.file(), " have ",
                                               table.vectors.size(1), " numbers"));
  }
  CheckTokenizer(source.file(), static_cast<int64_t>(table.continues.size()), model->options);
  ModelConfig config = model->options;
  config.mutable_lexicon()->set_words(static_cast<uint32_t>(table.words.size()));
  config.mutable_lexicon()->set_dim(source.dim());
  Decoder result = GrowModel(model, config);
  const torch::Tensor vectors = MostVaried(table.vectors, dim);
  if (!model->options.has_lexicon()) {
    result->lexicon->SetWords(std::move(table.words), std::move(table.continues), vectors);
  } else if (!HasWordsOf(table, vectors, *result->lexicon)) {
    throw Error(Code::kInvalidArgument,
                StrCat("lexicon.file: ", source.file(),
                       " has other words or vectors than the model's lexicon, which was trained with its own: name the "
                       "file that it was made from, or begin from a model without one"));
  }
  return result;
}

void HideRareWords(LexiconImpl& lexicon, const std::vector<TokenDocument>& documents, int64_t least) {
  std::vector<int64_t> counts(lexicon.words().size(), 0);
  for (const TokenDocument& document : documents) {
    for (const TablePlace& place : lexicon.Find(document.tokens, document.kinds))
      ++counts[static_cast<size_t>(place.row)];
  }
  std::vector<uint8_t> hidden(counts.size());
  std::transform(counts.begin(), counts.end(), hidden.begin(),
                 [&](int64_t count) { return static_cast<uint8_t>(count < least); });
  lexicon.SetHidden(std::move(hidden));
}

}  // namespace lethe

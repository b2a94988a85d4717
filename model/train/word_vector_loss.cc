#include "model/train/word_vector_loss.h"

#include <torch/torch.h>

#include "base/error.h"

namespace lethe {

WordVectorLoss::WordVectorLoss(const WordVectorConfig& config, const Decoder& model, torch::Device device)
    : config_(config),
      words_(config.file()),
      vectors_(words_.vectors().to(device)),
      head_(LinearOptions{model->options.dim(), words_.vectors().size(1)}) {
  if (layer() < 1 || layer() > model->layer_count()) {
    throw Error(Code::kInvalidArgument, StrCat("word_vectors.layer: ", layer(), " is none of the model's ",
                                               model->layer_count(), " layers, which count from 1"));
  }
  head_->to(device);
}

torch::Tensor WordVectorLoss::Loss(const std::vector<TokenDocument>& documents, const torch::Tensor& hidden) {
  std::vector<int64_t> places, rows;
  int64_t offset = 0;
  for (const TokenDocument& document : documents) {
    for (const WordVectors::Word& word : words_.Find(document)) {
      places.push_back(offset + word.last);
      rows.push_back(word.row);
    }
    offset += static_cast<int64_t>(document.tokens.size());
  }
  if (places.empty()) return {};
  const auto on_device = [&](const std::vector<int64_t>& indices) {
    return torch::tensor(indices, torch::kInt64).to(hidden.device());
  };
  const torch::Tensor guesses = head_(hidden.index_select(0, on_device(places)));  // [W, D]
  return 1 - torch::cosine_similarity(guesses, vectors_.index_select(0, on_device(rows)), 1).mean();
}

}  // namespace lethe

#include "model/train/vector_loss.h"

#include <torch/torch.h>

#include "base/error.h"

namespace lethe {

VectorLoss::VectorLoss(const VectorLossConfig& config, const Decoder& model, torch::Device device)
    : config_(config),
      table_(VectorTable::Load(config.file())),
      vectors_(table_->vectors().to(device)),
      head_(LinearOptions{model->options.dim(), vectors_.size(1)}) {
  table_->CheckFits(model->options);
  if (layer() < 1 || layer() > model->layer_count()) {
    throw Error(Code::kInvalidArgument, StrCat("vectors: layer ", layer(), " is none of the model's ",
                                               model->layer_count(), " layers, which count from 1"));
  }
  head_->to(device);
}

VectorLoss::Places VectorLoss::Find(const std::vector<TokenDocument>& documents) const {
  Places places;
  int64_t offset = 0;
  for (const TokenDocument& document : documents) {
    for (const VectorTable::Place& place : table_->Find(document)) {
      places.tokens.push_back(offset + place.token);
      places.rows.push_back(place.row);
    }
    offset += static_cast<int64_t>(document.tokens.size());
  }
  return places;
}

torch::Tensor VectorLoss::Sum(const Places& places, const torch::Tensor& hidden) {
  const auto on_device = [&](const std::vector<int64_t>& indices) {
    return torch::tensor(indices, torch::kInt64).to(hidden.device());
  };
  const torch::Tensor guesses = head_(hidden.index_select(0, on_device(places.tokens)));  // [W, D]
  return (1 - torch::cosine_similarity(guesses, vectors_.index_select(0, on_device(places.rows)), 1)).sum();
}

}  // namespace lethe

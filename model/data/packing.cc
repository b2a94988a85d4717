#include "model/data/packing.h"

#include <torch/torch.h>

#include <utility>

namespace lethe {
namespace {

template <typename T>
torch::Tensor ToTensor(const std::vector<T>& values, torch::Dtype dtype) {
  return torch::tensor(at::ArrayRef<T>(values), torch::TensorOptions(dtype));
}

// The flat batch before it becomes tensors.
struct Flat {
  std::vector<int64_t> tokens, rows, targets;
  std::vector<int32_t> positions;
  std::vector<AttentionSpan> spans, target_spans;
  std::vector<float> weights;
  std::vector<TokenKind> kinds;
};

void AppendDocument(const TokenDocument& document, const ModelConfig& config, Flat& flat) {
  const auto offset = static_cast<int32_t>(flat.tokens.size());
  const SegmentLayout layout = LayOut(document.kinds, config, offset);
  flat.tokens.insert(flat.tokens.end(), document.tokens.begin(), document.tokens.end());
  flat.kinds.insert(flat.kinds.end(), document.kinds.begin(), document.kinds.end());
  flat.positions.insert(flat.positions.end(), layout.positions.begin(), layout.positions.end());
  flat.spans.insert(flat.spans.end(), layout.spans.begin(), layout.spans.end());
  for (size_t i = 1; i < document.tokens.size(); ++i) {
    if (document.loss_weight[i] == 0) continue;
    flat.rows.push_back(offset + static_cast<int64_t>(i) - 1);
    flat.targets.push_back(document.tokens[i]);
    flat.target_spans.push_back(layout.spans[i - 1]);
    flat.weights.push_back(document.loss_weight[i]);
  }
}

}  // namespace

PackedBatch PackDocuments(const std::vector<TokenDocument>& documents, const ModelConfig& config,
                          torch::Device device) {
  Flat flat;
  for (const TokenDocument& document : documents) AppendDocument(document, config, flat);
  PackedBatch batch;
  batch.tokens = ToTensor(flat.tokens, torch::kInt64).to(device);
  batch.positions = ToTensor(flat.positions, torch::kInt32).to(device);
  batch.spans = SpanTensor(flat.spans);
  batch.target_rows = ToTensor(flat.rows, torch::kInt64).to(device);
  batch.targets = ToTensor(flat.targets, torch::kInt64).to(device);
  batch.target_spans = SpanTensor(flat.target_spans);
  batch.weights = ToTensor(flat.weights, torch::kFloat32).to(device);
  batch.kinds = std::move(flat.kinds);
  return batch;
}

}  // namespace lethe

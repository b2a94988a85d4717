#include "model/train/data_parallel.h"

#include <torch/torch.h>

#include <algorithm>

#include "base/parallel.h"

namespace lethe {
namespace {

constexpr double kLeastWeight = 1e-12;  // a step whose documents all weigh nothing changes nothing

struct Share {
  double loss = 0, weight = 0, operations = 0;  // losses are summed, by weight
  std::vector<double> vector_loss;
  int64_t tokens = 0;
  torch::autograd::variable_list gradients;
};

// Multiply-adds of forward and backward count 6 a weight and token; attention comes on top, from the pairs that exist.
double StepOperations(const Decoder& model, const PackedBatch& batch) {
  double layer_weights = 0, attention_width = 0;
  for (const auto& item : model->named_parameters()) {
    if (item.key().find("layers.") != std::string::npos) layer_weights += static_cast<double>(item.value().numel());
  }
  for (const LayerConfig& layer : model->options.layer()) {
    attention_width += static_cast<double>(layer.repeat()) * layer.attention().heads() * layer.attention().head_dim();
  }
  const torch::Tensor s = batch.spans;
  const double pairs = (s.select(1, 1) - s.select(1, 0) + s.select(1, 3) - s.select(1, 2)).sum().item<double>();
  const double head = static_cast<double>(batch.targets.size(0)) * model->options.vocab_size() * model->options.dim();
  return 6.0 * (layer_weights * static_cast<double>(batch.tokens.size(0)) + head) + 12.0 * pairs * attention_width;
}

// torch::autograd::grad returns the gradients to this thread; backward() would add them up in the shared parameters.
Share RunShare(Decoder& model, const std::vector<torch::Tensor>& parameters,
               const std::vector<TokenDocument>& documents, torch::Device device, Precision precision,
               const VectorLosses& vectors) {
  const BFloat16Products products(precision == BFLOAT16);
  Share share;
  const PackedBatch batch = PackDocuments(documents, model->options, device);
  share.weight = batch.weights.sum().item<double>();
  std::vector<HiddenTap> taps;
  for (const auto& of_vectors : vectors) taps.push_back({of_vectors->layer(), {}});
  torch::Tensor loss = model->Loss(batch, &taps) * share.weight;
  share.loss = loss.item<double>();
  for (size_t i = 0; i < vectors.size(); ++i) {
    const torch::Tensor more = vectors[i]->Loss(documents, taps[i].hidden);
    share.vector_loss.push_back(more.defined() ? more.item<double>() * share.weight : 0);
    if (more.defined()) loss = loss + more * (share.weight * vectors[i]->weight());
  }
  share.gradients = torch::autograd::grad({loss}, parameters, {}, /*retain_graph=*/false, /*create_graph=*/false,
                                          /*allow_unused=*/true);
  share.tokens = batch.tokens.size(0);
  share.operations = StepOperations(model, batch);
  return share;
}

void AddGradient(torch::Tensor& parameter, const torch::Tensor& gradient, double factor) {
  if (!gradient.defined()) return;
  torch::Tensor& sum = parameter.mutable_grad();
  if (sum.defined()) {
    sum.add_(gradient, factor);
  } else {
    sum = gradient * factor;
  }
}

}  // namespace

std::vector<std::vector<TokenDocument>> ShareOut(std::vector<TokenDocument> documents, size_t shares) {
  std::stable_sort(documents.begin(), documents.end(),
                   [](const TokenDocument& a, const TokenDocument& b) { return a.tokens.size() > b.tokens.size(); });
  std::vector<std::vector<TokenDocument>> lists(std::max<size_t>(1, std::min(shares, documents.size())));
  std::vector<size_t> tokens(lists.size(), 0);
  for (const TokenDocument& document : documents) {
    const auto lightest = std::min_element(tokens.begin(), tokens.end()) - tokens.begin();
    tokens[lightest] += document.tokens.size();
    lists[lightest].push_back(document);
  }
  return lists;
}

StepSums BackwardOverDocuments(Decoder& model, const std::vector<TokenDocument>& documents, size_t threads,
                               torch::Device device, double scale, bool accumulate, Precision precision,
                               const VectorLosses& vectors) {
  std::vector<torch::Tensor> parameters = model->parameters();
  for (const auto& of_vectors : vectors) parameters.push_back(of_vectors->head()->weight);
  const std::vector<std::vector<TokenDocument>> lists = ShareOut(documents, threads);
  std::vector<Share> shares(lists.size());
  ParallelFor(lists.size(), lists.size(),
              [&](size_t i) { shares[i] = RunShare(model, parameters, lists[i], device, precision, vectors); });
  StepSums sums;
  sums.vector_loss.resize(vectors.size());
  double weight = 0;
  for (const Share& share : shares) {
    sums.loss += share.loss;
    for (size_t i = 0; i < vectors.size(); ++i) sums.vector_loss[i] += share.vector_loss[i];
    sums.tokens += share.tokens;
    sums.operations += share.operations;
    weight += share.weight;
  }
  weight = std::max(weight, kLeastWeight);
  sums.loss *= scale / weight;
  for (double& loss : sums.vector_loss) loss *= scale / weight;
  torch::NoGradGuard no_grad;
  for (size_t p = 0; p < parameters.size(); ++p) {
    if (!accumulate) parameters[p].mutable_grad() = torch::Tensor();
    for (const Share& share : shares) AddGradient(parameters[p], share.gradients[p], scale / weight);
  }
  return sums;
}

}  // namespace lethe

#include "model/train/data_parallel.h"

#include <torch/torch.h>

#include <algorithm>

#include "base/parallel.h"

namespace lethe {
namespace {

constexpr double kLeastWeight = 1e-12;  // a step whose documents all weigh nothing changes nothing

struct Share {
  double loss = 0, operations = 0;  // loss is summed, by weight
  std::vector<double> vector_loss;  // parts of the means
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

double LossWeight(const std::vector<TokenDocument>& documents) {
  double weight = 0;
  for (const TokenDocument& document : documents) {
    for (size_t i = 1; i < document.tokens.size(); ++i) weight += document.loss_weight[i];
  }
  return weight;
}

// What a vector loss finds in one thread's documents.
struct VectorTerm {
  VectorLoss& loss;
  VectorLoss::Places places;
  double factor = 0;  // of the sum over them, so that those of all threads add up to the mean over all places
};

// For each list its terms.
std::vector<std::vector<VectorTerm>> FindTerms(const std::vector<std::vector<TokenDocument>>& lists,
                                               const VectorLosses& vectors) {
  std::vector<std::vector<VectorTerm>> terms(lists.size());
  for (const auto& loss : vectors) {
    size_t found = 0;
    for (size_t i = 0; i < lists.size(); ++i) {
      terms[i].push_back({*loss, loss->Find(lists[i])});
      found += terms[i].back().places.rows.size();
    }
    for (std::vector<VectorTerm>& of_list : terms)
      of_list.back().factor = 1.0 / static_cast<double>(std::max<size_t>(found, 1));
  }
  return terms;
}

// `total_weight` is of the documents of all threads; the caller divides by it. torch::autograd::grad returns the
// gradients to this thread; backward() would add them up in the shared parameters.
Share RunShare(Decoder& model, const std::vector<torch::Tensor>& parameters,
               const std::vector<TokenDocument>& documents, torch::Device device, Precision precision,
               const std::vector<VectorTerm>& terms, double total_weight) {
  const BFloat16Products products(precision == BFLOAT16);
  Share share;
  const PackedBatch batch = PackDocuments(documents, model->options, device);
  std::vector<HiddenTap> taps;
  for (const VectorTerm& term : terms) taps.push_back({term.loss.layer(), {}});
  torch::Tensor loss = model->Loss(batch, &taps) * batch.weights.sum();
  share.loss = loss.item<double>();
  share.vector_loss.resize(terms.size());
  for (size_t i = 0; i < terms.size(); ++i) {
    const VectorTerm& term = terms[i];
    if (term.places.rows.empty()) continue;
    const torch::Tensor part = term.loss.Sum(term.places, taps[i].hidden) * term.factor;
    share.vector_loss[i] = part.item<double>();
    loss = loss + part * (term.loss.weight() * total_weight);
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
  for (const auto& loss : vectors) parameters.push_back(loss->head()->weight);
  const double weight = std::max(LossWeight(documents), kLeastWeight);
  const std::vector<std::vector<TokenDocument>> lists = ShareOut(documents, threads);
  const std::vector<std::vector<VectorTerm>> terms = FindTerms(lists, vectors);
  std::vector<Share> shares(lists.size());
  ParallelFor(lists.size(), lists.size(), [&](size_t i) {
    shares[i] = RunShare(model, parameters, lists[i], device, precision, terms[i], weight);
  });
  StepSums sums;
  sums.vector_loss.resize(vectors.size());
  for (const Share& share : shares) {
    sums.loss += share.loss * scale / weight;
    for (size_t i = 0; i < vectors.size(); ++i) sums.vector_loss[i] += share.vector_loss[i] * scale;
    sums.tokens += share.tokens;
    sums.operations += share.operations;
  }
  torch::NoGradGuard no_grad;
  for (size_t p = 0; p < parameters.size(); ++p) {
    if (!accumulate) parameters[p].mutable_grad() = torch::Tensor();
    for (const Share& share : shares) AddGradient(parameters[p], share.gradients[p], scale / weight);
  }
  return sums;
}

}  // namespace lethe

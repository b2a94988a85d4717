#include "model/encoders/bert_encoder.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/error.h"
#include "model/checkpoint.h"

namespace lethe {
namespace {

using torch::Tensor;

struct LinearWeights {
  Tensor weight, bias;
  Tensor operator()(const Tensor& x) const { return torch::linear(x, weight, bias); }
};

struct NormWeights {
  Tensor gain, bias;
  double eps = 0;
  Tensor operator()(const Tensor& x) const { return torch::layer_norm(x, gain.sizes(), gain, bias, eps); }
};

struct LayerWeights {
  LinearWeights query, key, value, mix, inner, outer;
  NormWeights mix_norm, outer_norm;
};

// Tensors of one file by Hugging Face's names, with their shapes checked.
class Stored {
 public:
  explicit Stored(const Path& file) : file_(file), tensors_(LoadTensors(file)) {
    const auto prefixed = tensors_.find("bert.embeddings.word_embeddings.weight");
    if (prefixed != tensors_.end()) prefix_ = "bert.";
  }

  Tensor Take(const std::string& name, at::IntArrayRef shape) const {
    const auto found = tensors_.find(prefix_ + name);
    if (found == tensors_.end()) {
      throw Error(Code::kDataLoss, StrCat(file_.string(), ": tensor ", prefix_, name,
                                          " is missing; the file is incomplete, or not of a BERT"));
    }
    if (found->second.sizes() != shape) {
      throw Error(Code::kDataLoss, StrCat(file_.string(), ": tensor ", prefix_, name, " has shape ",
                                          found->second.sizes(), ", config.json asks for ", shape));
    }
    return found->second.to(torch::kFloat32).contiguous();
  }

  LinearWeights Linear(const std::string& name, int64_t outputs, int64_t inputs) const {
    return {Take(name + ".weight", {outputs, inputs}), Take(name + ".bias", {outputs})};
  }

  NormWeights Norm(const std::string& name, const BertShape& shape) const {
    const bool old_names = tensors_.contains(prefix_ + name + ".gamma");  // as the first releases had them
    return {Take(name + (old_names ? ".gamma" : ".weight"), {shape.hidden}),
            Take(name + (old_names ? ".beta" : ".bias"), {shape.hidden}), shape.norm_eps};
  }

 private:
  Path file_;
  std::string prefix_;
  std::map<std::string, Tensor> tensors_;
};

void CheckShape(const BertShape& shape) {
  const auto require = [](const char* field, bool holds, int64_t value) {
    if (!holds) throw Error(Code::kInvalidArgument, StrCat("config.json: ", field, ": ", value, " is no size"));
  };
  require("vocab_size", shape.vocabulary > 0, shape.vocabulary);
  require("hidden_size", shape.hidden > 0, shape.hidden);
  require("num_hidden_layers", shape.layers > 0, shape.layers);
  require("num_attention_heads", shape.heads > 0 && shape.hidden % shape.heads == 0, shape.heads);
  require("intermediate_size", shape.inner > 0, shape.inner);
  require("max_position_embeddings", shape.positions > 1, shape.positions);
  require("pad_token_id", shape.padding >= 0 && shape.padding < shape.vocabulary, shape.padding);
}

LayerWeights TakeLayer(const Stored& stored, const BertShape& shape, int64_t layer) {
  const std::string at = StrCat("encoder.layer.", layer, ".");
  const int64_t n = shape.hidden;
  LayerWeights weights;
  weights.query = stored.Linear(at + "attention.self.query", n, n);
  weights.key = stored.Linear(at + "attention.self.key", n, n);
  weights.value = stored.Linear(at + "attention.self.value", n, n);
  weights.mix = stored.Linear(at + "attention.output.dense", n, n);
  weights.mix_norm = stored.Norm(at + "attention.output.LayerNorm", shape);
  weights.inner = stored.Linear(at + "intermediate.dense", shape.inner, n);
  weights.outer = stored.Linear(at + "output.dense", n, shape.inner);
  weights.outer_norm = stored.Norm(at + "output.LayerNorm", shape);
  return weights;
}

Tensor Activate(const Tensor& x, BertActivation activation) {
  if (activation == BertActivation::kRelu) return torch::relu(x);
  if (activation == BertActivation::kGelu) return torch::gelu(x);
  return 0.5 * x * (1 + torch::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x.pow(3))));
}

// Where each sequence of a batch ends, and its numbers padded to one length.
struct PaddedBatch {
  Tensor tokens;  // int64 [B, T]
  Tensor mask;    // float [B, T], 1 on the sequence's own tokens
};

PaddedBatch Pad(std::span<const std::vector<int32_t>> sequences, std::span<const size_t> chosen, int32_t padding) {
  size_t longest = 0;
  for (const size_t i : chosen) longest = std::max(longest, sequences[i].size());
  const auto rows = static_cast<int64_t>(chosen.size()), columns = static_cast<int64_t>(longest);
  PaddedBatch batch{torch::full({rows, columns}, padding, torch::kInt64), torch::zeros({rows, columns})};
  auto* tokens = batch.tokens.data_ptr<int64_t>();
  auto* mask = batch.mask.data_ptr<float>();
  for (size_t row = 0; row < chosen.size(); ++row) {
    const std::vector<int32_t>& sequence = sequences[chosen[row]];
    std::copy(sequence.begin(), sequence.end(), tokens + row * longest);
    std::fill_n(mask + row * longest, sequence.size(), 1.0f);
  }
  return batch;
}

}  // namespace

struct BertEncoder::Weights {
  Tensor words, positions, kind;
  NormWeights norm;
  std::vector<LayerWeights> layers;

  // x [B, T, C]; bias [B, 1, 1, T] is 0 on tokens and very small on padding.
  static Tensor Attend(const LayerWeights& layer, const Tensor& x, const Tensor& bias, int64_t heads) {
    const int64_t B = x.size(0), T = x.size(1), C = x.size(2), D = C / heads;
    const auto split = [&](const Tensor& y) { return y.view({B, T, heads, D}).transpose(1, 2); };  // [B, H, T, D]
    const Tensor q = split(layer.query(x)) / std::sqrt(static_cast<double>(D));
    const Tensor scores = torch::matmul(q, split(layer.key(x)).transpose(2, 3)) + bias;  // [B, H, T, T]
    const Tensor mixed = torch::matmul(torch::softmax(scores, -1), split(layer.value(x)));
    return layer.mix(mixed.transpose(1, 2).reshape({B, T, C}));
  }

  // [B, C], of length 1.
  Tensor Pooled(const PaddedBatch& batch, const BertShape& shape) const {
    Tensor x = torch::embedding(words, batch.tokens) + positions.narrow(0, 0, batch.tokens.size(1)) + kind;
    x = norm(x);
    const Tensor bias = ((batch.mask - 1) * 1e9).unsqueeze(1).unsqueeze(1);
    for (const LayerWeights& layer : layers) {
      x = layer.mix_norm(x + Attend(layer, x, bias, shape.heads));
      x = layer.outer_norm(x + layer.outer(Activate(layer.inner(x), shape.activation)));
    }
    if (shape.pooling == Pooling::kCls) {
      x = x.select(1, 0);
    } else {
      x = (x * batch.mask.unsqueeze(2)).sum(1) / batch.mask.sum(1, /*keepdim=*/true);
    }
    return x / x.norm(2, 1, /*keepdim=*/true).clamp_min(1e-12);
  }
};

BertEncoder::BertEncoder(const Path& weights, const BertShape& shape) : shape_(shape) {
  CheckShape(shape);
  const Stored stored(weights);
  auto made = std::make_unique<Weights>();
  made->words = stored.Take("embeddings.word_embeddings.weight", {shape.vocabulary, shape.hidden});
  made->positions = stored.Take("embeddings.position_embeddings.weight", {shape.positions, shape.hidden});
  made->kind = stored.Take("embeddings.token_type_embeddings.weight", {2, shape.hidden}).select(0, 0);
  made->norm = stored.Norm("embeddings.LayerNorm", shape);
  for (int64_t i = 0; i < shape.layers; ++i) made->layers.push_back(TakeLayer(stored, shape, i));
  weights_ = std::move(made);
}

BertEncoder::~BertEncoder() = default;

void BertEncoder::Encode(std::span<const std::vector<int32_t>> sequences, size_t batch_tokens, float* rows) const {
  const torch::NoGradGuard no_grad;
  std::vector<size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return sequences[a].size() > sequences[b].size(); });
  const auto dimension = static_cast<size_t>(shape_.hidden);
  for (size_t begin = 0; begin < order.size();) {
    const size_t longest = sequences[order[begin]].size();
    LETHE_CHECK(longest > 0 && longest <= static_cast<size_t>(shape_.positions), "tokens ", longest);
    const size_t count = std::clamp<size_t>(batch_tokens / longest, 1, order.size() - begin);
    const auto chosen = std::span(order).subspan(begin, count);
    const Tensor pooled = weights_->Pooled(Pad(sequences, chosen, shape_.padding), shape_).contiguous();
    for (size_t i = 0; i < count; ++i)
      std::memcpy(rows + chosen[i] * dimension, pooled.data_ptr<float>() + i * dimension, dimension * sizeof(float));
    begin += count;
  }
}

}  // namespace lethe

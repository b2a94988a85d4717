#include "model/decoder.h"

#include <torch/torch.h>

#include "base/error.h"
#include "model/model_config.h"
#include "model/quantize.h"
#include "model/weight_type.h"

namespace lethe {
namespace {
constexpr double kEmbeddingDeviation = 0.02;
constexpr double kLeastWeight = 1e-12;  // documents may all weigh nothing; their loss is then 0

// OneRowProduct reads them as they lie.
void CheckBytes(const ByteMatrix& bytes, const torch::Tensor& weight) {
  const auto lies_flat = [](const torch::Tensor& tensor, torch::Dtype type) {
    return tensor.scalar_type() == type && tensor.is_contiguous() && tensor.device().is_cpu();
  };
  LETHE_CHECK(lies_flat(bytes.levels, torch::kInt8) && lies_flat(bytes.scale, torch::kFloat32));
  LETHE_CHECK(bytes.levels.sizes() == weight.sizes());
  LETHE_CHECK(bytes.scale.sizes() == torch::IntArrayRef({weight.size(0), weight.size(1) / kByteBlock}));
}

}  // namespace

DecoderLayerImpl::DecoderLayerImpl(const LayerConfig& config, const ModelConfig& model) {
  const int64_t dim = model.dim();
  input_layernorm = register_module("input_layernorm", RmsNorm(dim, model.norm_eps()));
  self_attn = register_module("self_attn", Attention(config.attention(), dim, model.norm_eps()));
  post_attention_layernorm = register_module("post_attention_layernorm", RmsNorm(dim, model.norm_eps()));
  mlp = register_module("mlp", SwiGlu(config.swiglu(), dim));
}

torch::Tensor DecoderLayerImpl::forward(torch::Tensor x, ForwardContext& context, KvCache* cache) {
  x = x + self_attn(input_layernorm(x), context, cache);
  return x + mlp(post_attention_layernorm(x));
}

DecoderImpl::DecoderImpl(const ModelConfig& config) : options(config) {
  CheckModelConfig(config);
  // Small, so that the tied output starts near the uniform distribution; the norm on entry restores the scale.
  embed_tokens = register_module("embed_tokens", torch::nn::Embedding(config.vocab_size(), config.dim()));
  torch::nn::init::normal_(embed_tokens->weight, 0.0, kEmbeddingDeviation);
  if (config.embedding_norm()) embed_norm = register_module("embed_norm", RmsNorm(config.dim(), config.norm_eps()));
  auto layers = register_module("layers", torch::nn::ModuleList());
  for (const LayerConfig& layer : config.layer()) {
    for (uint32_t i = 0; i < layer.repeat(); ++i) {
      layers_.emplace_back(layer, config);
      layers->push_back(layers_.back());
    }
  }
  norm = register_module("norm", RmsNorm(config.dim(), config.norm_eps()));
  if (!config.tied_output())
    lm_head = register_module("lm_head", Linear(LinearOptions{config.dim(), config.vocab_size()}));
  if (config.copy_head().enabled())
    copy_head = register_module("copy_head", CopyHead(config.copy_head(), config.dim()));
  if (config.has_lexicon()) lexicon = register_module("lexicon", Lexicon(config.lexicon(), config.dim()));
}

torch::Tensor DecoderImpl::Hidden(const torch::Tensor& tokens, ForwardContext& context, std::vector<KvCache>& caches,
                                  std::vector<HiddenTap>* taps) {
  torch::Tensor x = torch::embedding(embed_tokens->weight, tokens);  // [N, C]
  if (options.embedding_norm()) x = embed_norm(x);
  if (options.has_lexicon()) x = lexicon(x, tokens, context.kinds);
  for (size_t i = 0; i < layers_.size(); ++i) {
    x = layers_[i](x, context, caches.empty() ? nullptr : &caches[i]);
    if (taps == nullptr) continue;
    for (HiddenTap& tap : *taps) {
      if (tap.layer == static_cast<int64_t>(i) + 1) tap.hidden = x;
    }
  }
  return norm(x);
}

torch::Tensor DecoderImpl::Logits(const torch::Tensor& hidden) const {
  if (options.tied_output()) return LinearProduct(hidden, embed_tokens->weight, output_bytes_);
  return LinearProduct(hidden, lm_head->weight, lm_head->bytes);
}

void DecoderImpl::UseBytes(const std::map<std::string, ByteMatrix>& matrices) {
  const auto parameters = named_parameters();
  for (const auto& [name, matrix] : matrices) CheckBytes(matrix, parameters[name]);
  const auto find = [&](const std::string& name) {
    const auto found = matrices.find(name);
    return found == matrices.end() ? std::nullopt : std::optional(found->second);
  };
  for (const auto& item : named_modules("", /*include_self=*/false)) {
    if (auto* linear = item.value()->as<LinearImpl>()) linear->bytes = find(item.key() + ".weight");
  }
  if (options.tied_output()) output_bytes_ = find("embed_tokens.weight");
}

std::set<std::string> DecoderImpl::MatricesForInt4(const std::vector<std::string>& beginnings) const {
  std::set<std::string> all, named;
  for (const auto& item : named_parameters()) {
    if (HasWholeBlocks(item.value())) all.insert(item.key());
  }
  for (const std::string& beginning : beginnings) {
    const size_t before = named.size();
    for (const std::string& name : all) {
      if (name.starts_with(beginning)) named.insert(name);
    }
    if (named.size() == before) {
      throw NoSuchMatrix(
          StrCat("no further matrix of rows of whole blocks of ", kInt4Block, " is called \"", beginning, "...\""));
    }
  }
  return beginnings.empty() ? all : named;
}

torch::Tensor DecoderImpl::TargetLogProbabilities(const PackedBatch& batch, std::vector<HiddenTap>* taps) {
  ForwardContext context;
  context.positions = batch.positions;
  context.spans = batch.spans;
  context.kinds = batch.kinds;
  std::vector<KvCache> no_caches;
  const torch::Tensor hidden = Hidden(batch.tokens, context, no_caches, taps);  // [N, C]
  const torch::Tensor rows = hidden.index_select(0, batch.target_rows);         // [M, C]
  const torch::Tensor log_vocabulary =
      torch::log_softmax(Logits(rows), -1).gather(1, batch.targets.unsqueeze(1)).squeeze(1);  // [M]
  if (!options.copy_head().enabled()) return log_vocabulary;
  const torch::Tensor mass = CopyMass(copy_head->q_proj(rows), copy_head->k_proj(hidden), batch.target_spans,
                                      batch.tokens, batch.targets);                    // [M]
  const torch::Tensor gate = copy_head->gate(rows).squeeze(1) + copy_head->gate_bias;  // [M]
  // A target that stands nowhere has mass 0; the floor keeps the logarithm and its gradient finite.
  return torch::logaddexp(torch::log_sigmoid(-gate) + log_vocabulary,
                          torch::log_sigmoid(gate) + mass.clamp_min(1e-12).log());
}

torch::Tensor DecoderImpl::Loss(const PackedBatch& batch, std::vector<HiddenTap>* taps) {
  return -(TargetLogProbabilities(batch, taps) * batch.weights).sum() / batch.weights.sum().clamp_min(kLeastWeight);
}

}  // namespace lethe

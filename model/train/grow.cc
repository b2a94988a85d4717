#include "model/train/grow.h"

#include <torch/torch.h>

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "model/model_config.h"

namespace lethe {
namespace {

constexpr std::string_view kLayers = "layers.";

std::vector<LayerConfig> Layers(const ModelConfig& config) {
  std::vector<LayerConfig> layers;
  for (const LayerConfig& layer : config.layer()) layers.insert(layers.end(), layer.repeat(), layer);
  return layers;
}

void Require(bool holds, std::string_view what) {
  if (!holds) throw Error(Code::kInvalidArgument, StrCat("model: cannot grow out of init_from: ", what));
}

void CheckAttention(const AttentionConfig& from, const AttentionConfig& to) {
  Require(from.heads() <= to.heads(), "it has more heads");
  Require(from.head_dim() == to.head_dim(), "head_dim differs");
  Require(uint64_t{from.heads()} * to.kv_heads() == uint64_t{to.heads()} * from.kv_heads(),
          "heads per key and value head differ");
  Require(from.qk_norm() == to.qk_norm() && from.rope_base() == to.rope_base(), "qk_norm or rope_base differs");
}

// Where layer i of the smaller model stands among `to` layers.
size_t Place(size_t i, size_t from, size_t to) {
  return (i + 1) * to / from - 1;
}

void CheckGrowth(const ModelConfig& from, const ModelConfig& to) {
  Require(from.vocab_size() == to.vocab_size(), "vocab_size differs");
  Require(from.dim() <= to.dim(), "its dim is larger");
  Require(from.norm_eps() == to.norm_eps() && from.embedding_norm() == to.embedding_norm(), "the norms differ");
  Require(from.tied_output() == to.tied_output(), "tied_output differs");
  Require(from.copy_head().enabled() == to.copy_head().enabled() && from.copy_head().dim() == to.copy_head().dim(),
          "the copy head differs");
  Require(from.reading() == to.reading() && from.question_offset() == to.question_offset(),
          "reading or question_offset differs");
  Require(!from.has_lexicon() ||
              (from.lexicon().words() == to.lexicon().words() && from.lexicon().dim() == to.lexicon().dim()),
          "its lexicon differs");
  const std::vector<LayerConfig> small = Layers(from), large = Layers(to);
  Require(small.size() <= large.size(), "it has more layers");
  for (size_t i = 0; i < small.size(); ++i) {
    const LayerConfig& place = large[Place(i, small.size(), large.size())];
    CheckAttention(small[i].attention(), place.attention());
    Require(small[i].swiglu().hidden() <= place.swiglu().hidden(), "its swiglu.hidden is larger");
  }
}

// "layers.2.mlp..." becomes "layers.3.mlp..." where the third layer stands fourth; other names stay.
std::string NameInside(const std::string& name, size_t from, size_t to) {
  if (!name.starts_with(kLayers)) return name;
  size_t layer = 0;
  const char* end = std::from_chars(name.data() + kLayers.size(), name.data() + name.size(), layer).ptr;
  return StrCat(kLayers, Place(layer, from, to), std::string_view(end, name.data() + name.size() - end));
}

// Zeros beside what was there make the mean square smaller; the gain takes that back.
void GrowGain(const torch::Tensor& from, torch::Tensor to) {
  const int64_t width = from.size(0);
  const double ratio = static_cast<double>(width) / static_cast<double>(to.size(0));
  to.slice(0, 0, width).copy_(from * std::sqrt(ratio));
}

void GrowMatrix(const torch::Tensor& from, torch::Tensor to) {
  to.slice(0, 0, from.size(0)).slice(1, 0, from.size(1)).copy_(from);
}

}  // namespace

Decoder GrowModel(const Decoder& small, const ModelConfig& config) {
  CheckModelConfig(config);
  CheckGrowth(small->options, config);
  torch::NoGradGuard no_grad;
  Decoder large(config);
  large->embed_tokens->weight.zero_();
  if (small->options.has_lexicon()) large->lexicon->SetWords(*small->lexicon);
  auto parameters = large->named_parameters();
  const size_t from = Layers(small->options).size(), to = Layers(config).size();
  for (const auto& item : small->named_parameters()) {
    torch::Tensor place = parameters[NameInside(item.key(), from, to)];
    if (item.value().dim() == 1) {
      GrowGain(item.value(), place);
    } else {
      GrowMatrix(item.value(), place);
    }
  }
  return large;
}

}  // namespace lethe

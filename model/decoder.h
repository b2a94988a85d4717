// The decoder: embedding, layers as the config lists them, final norm, tied output and copy head.
//
// Shapes: N flat tokens of any number of documents; spans and positions say what belongs together (segments.h).
// Threads: forward passes without gradients may run at once from several threads; training from one.
// Source: Llama's block (Touvron et al. 2023, https://arxiv.org/abs/2302.13971).
#pragma once

#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/embedding.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/layers/attention.h"
#include "model/layers/copy_head.h"
#include "model/layers/swiglu.h"
#include "model/lexicon.h"

namespace lethe {

// Documents packed one after another, with the rows whose next token is to be predicted.
struct PackedBatch {
  torch::Tensor tokens;          // [N] i64
  torch::Tensor positions;       // [N] i32
  torch::Tensor spans;           // [N, 4] i32, on the CPU
  torch::Tensor target_rows;     // [M] i64: row whose output predicts ...
  torch::Tensor targets;         // [M] i64: ... this token
  torch::Tensor target_spans;    // [M, 4] i32, on the CPU: spans of the target rows
  torch::Tensor weights;         // [M] f32
  std::vector<TokenKind> kinds;  // [N]
};

// Hidden states after so many layers, kept on the way for an auxiliary loss.
struct HiddenTap {
  int64_t layer = 0;     // counts from 1
  torch::Tensor hidden;  // [N, C]
};

class DecoderLayerImpl : public torch::nn::Module {
 public:
  DecoderLayerImpl(const LayerConfig& config, const ModelConfig& model);
  torch::Tensor forward(torch::Tensor x, ForwardContext& context, KvCache* cache);

  RmsNorm input_layernorm{nullptr}, post_attention_layernorm{nullptr};
  Attention self_attn{nullptr};
  SwiGlu mlp{nullptr};
};
TORCH_MODULE(DecoderLayer);

class DecoderImpl : public torch::nn::Module {
 public:
  // Errors: as CheckModelConfig.
  explicit DecoderImpl(const ModelConfig& config);

  // Final hidden states [N, C]. `caches` holds one cache per layer, or is empty.
  torch::Tensor Hidden(const torch::Tensor& tokens, ForwardContext& context, std::vector<KvCache>& caches,
                       std::vector<HiddenTap>* taps = nullptr);
  torch::Tensor Logits(const torch::Tensor& hidden) const;  // [N, C] -> [N, V]
  // Log-probability of each target, [M].
  torch::Tensor TargetLogProbabilities(const PackedBatch& batch, std::vector<HiddenTap>* taps = nullptr);
  // Weighted mean negative log-likelihood over the targets, a scalar.
  torch::Tensor Loss(const PackedBatch& batch, std::vector<HiddenTap>* taps = nullptr);
  // Gives the matrices of these parameter names their weights as bytes, which must be the same numbers, and must not
  // change after that.
  void UseBytes(const std::map<std::string, ByteMatrix>& matrices);
  // Names of the matrices that int4 can hold and that begin with one of these, or of all where none is given. Errors:
  // NoSuchMatrix naming a beginning that none has.
  std::set<std::string> MatricesForInt4(const std::vector<std::string>& beginnings = {}) const;
  int64_t layer_count() const { return static_cast<int64_t>(layers_.size()); }

  ModelConfig options;
  torch::nn::Embedding embed_tokens{nullptr};  // [V, C]
  Linear lm_head{nullptr};                     // [V, C]; absent when tied
  RmsNorm embed_norm{nullptr}, norm{nullptr};
  CopyHead copy_head{nullptr};
  Lexicon lexicon{nullptr};  // absent unless the config has one

 private:
  std::vector<DecoderLayer> layers_;
  std::optional<ByteMatrix> output_bytes_;  // of a tied output
};
TORCH_MODULE(Decoder);

}  // namespace lethe

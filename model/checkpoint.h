// A checkpoint is a folder as Hugging Face lays it out: config.json, model.safetensors, tokenizer.model.
//
// config.json carries the usual Llama keys for readers that know them and the whole layer description under "lethe".
// Tensor names are Llama's ("model.layers.0.self_attn.q_proj.weight"), plus "model.embed_norm" and "copy_head".
// Weights may be f32, f16 or int8: then each matrix is I8 with an F16 scale for each of its rows beside it
// ("q_proj.weight" [out, in] and "q_proj.weight_scale" [out, 1]; the names are those of compressed-tensors,
// https://github.com/vllm-project/compressed-tensors, but config.json does not call for its reader), vectors are F16.
// Promise: saving is atomic file by file, weights last; a folder with a model.safetensors is complete.
// Errors: kNotFound, kDataLoss (missing, truncated or misshapen tensor, naming it), kInvalidArgument (config).
#pragma once

#include "base/file.h"
#include "model/decoder.h"
#include "model/weight_type.h"

namespace lethe {

void SaveCheckpoint(const Path& folder, Decoder& model, WeightType type);
// Builds the model that config.json describes and fills it, on the CPU in f32.
Decoder LoadCheckpoint(const Path& folder);
ModelConfig LoadModelConfig(const Path& folder);

// Tensors by name, converted to and from safetensors types. Shared with the optimiser's state.
using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;
void SaveTensors(const Path& file, const NamedTensors& tensors);
std::map<std::string, torch::Tensor> LoadTensors(const Path& file);

}  // namespace lethe

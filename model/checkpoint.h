// A checkpoint is a folder as Hugging Face lays it out: config.json, model.safetensors, tokenizer.model.
//
// config.json carries the usual Llama keys for readers that know them and the whole layer description under "lethe"
// (model/model_config.h).
// Tensor names are Llama's ("model.layers.0.self_attn.q_proj.weight"), plus "model.embed_norm", "copy_head"
// and "lexicon" (docs/formats.md).
// Weights may be f32, f16, int8 or int4 (model/quantize.h); vectors beside int8 and int4 are F16. int8: each matrix is
// I8 with an F16 scale for each of its rows beside it ("q_proj.weight" [out, in] and "q_proj.weight_scale" [out, 1]).
// int4: two weights a byte and an F16 scale for each 32 ("q_proj.weight_packed" [out, in / 2] U8 and
// "q_proj.weight_scale" [out, in / 32]); a matrix whose rows are not whole blocks of 32 is int8. Only the
// names are those of compressed-tensors (https://github.com/vllm-project/compressed-tensors).
//
// Promise: saving is atomic file by file, weights last; a folder with a model.safetensors is complete.
// Errors: kNotFound, kDataLoss (missing, truncated or misshapen tensor, naming it), and those of ReadConfigJson.
#pragma once

#include "base/file.h"
#include "model/decoder.h"
#include "model/weight_type.h"

namespace lethe {

// Matrices whose names begin with one of `int4` (without "model.") are int4 whatever the others are.
void SaveCheckpoint(const Path& folder, Decoder& model, WeightType type, const std::vector<std::string>& int4 = {});
// Builds the model that config.json describes and fills it, on the CPU in f32.
Decoder LoadCheckpoint(const Path& folder);
// The same for weights that stay as they are: int8 and int4 matrices also as bytes (Decoder::UseBytes).
Decoder LoadForDecoding(const Path& folder);

// Tensors by name, converted to and from safetensors types. Shared with the optimiser's state.
using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;
void SaveTensors(const Path& file, const NamedTensors& tensors);
std::map<std::string, torch::Tensor> LoadTensors(const Path& file);
// The name of the first that has a number which is not finite; empty where none has. Cost: a pass over all.
std::string FindNonFinite(const NamedTensors& tensors);

}  // namespace lethe

// What a ModelConfig must hold before a model is made of it, and the config.json that carries one in a checkpoint.
//
// Threads: pure functions.
#pragma once

#include <string>

#include "base/file.h"
#include "proto/model.pb.h"

namespace lethe {

// Sizes are at least 1 and at most 2^24, also the width of all heads together; layers at most 4096; heads are a
// multiple of kv_heads, head_dim is even, and 2 <= question_offset < max_positions.
// Errors: kInvalidArgument naming the field.
void CheckModelConfig(const ModelConfig& config);

// The usual Llama keys for readers that know them, and all of the config under "lethe". The same config gives the same
// bytes.
std::string ConfigJson(const ModelConfig& config);

// Errors: kNotFound; kDataLoss for what is no JSON; kUnimplemented where "lethe" is missing; kInvalidArgument as
// CheckModelConfig, and where one of the Llama keys says something else than "lethe". They may be missing.
ModelConfig ReadConfigJson(const Path& file);

}  // namespace lethe

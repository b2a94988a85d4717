// Turns training checkpoints into one to serve.
//
// Errors: as checkpoint.h; kInvalidArgument when the checkpoints to average differ in shape.
// Threads: one thread.
#pragma once

#include <vector>

#include "base/file.h"
#include "model/weight_type.h"

namespace lethe {

// Writes config.json, model.safetensors and tokenizer.model of the checkpoint to `out`. Several checkpoints of one run
// are averaged weight by weight, which flattens the noise of the last steps (Izmailov et al. 2018,
// https://arxiv.org/abs/1803.05407). `int4` as of SaveCheckpoint.
void ExportModel(const std::vector<Path>& checkpoints, const Path& out, WeightType type,
                 const std::vector<std::string>& int4 = {});

}  // namespace lethe

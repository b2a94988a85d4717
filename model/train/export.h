// Turns training checkpoints into one to serve.
//
// Errors: as checkpoint.h; kInvalidArgument when the checkpoints to average differ in shape; NoSuchMatrix for a name of
// `int4` that the model does not have.
// Threads: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "model/weight_type.h"

namespace lethe {

struct ExportReport {
  uint64_t parameters = 0;  // numbers that were trained
  uint64_t bytes = 0;       // of model.safetensors
};

// Writes config.json, model.safetensors and tokenizer.model of the checkpoint to `out`. Several checkpoints of one run
// are averaged weight by weight, which flattens the noise of the last steps (Izmailov et al. 2018,
// https://arxiv.org/abs/1803.05407). `int4` as of SaveCheckpoint.
ExportReport ExportModel(const std::vector<Path>& checkpoints, const Path& out, WeightType type,
                         const std::vector<std::string>& int4 = {});

}  // namespace lethe

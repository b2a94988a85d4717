// The training loop: draw documents, one step, log, checkpoint; and continue where a run stopped.
//
// `out` receives config.txtpb (as resolved), metrics.jsonl and TensorBoard events, and checkpoints `out/step-N` with
// config.json, model.safetensors, tokenizer.model, optimizer.safetensors, trainer_state.json and, where the config has
// `vectors`, vector_heads.safetensors; `out/last` names the newest. Promise: stopped and resumed, a run on the CPU
// gives the same weights to the last bit as one that never stopped. Errors: kInvalidArgument for a config that cannot
// be run, kFailedPrecondition for shards that are not of the model's tokenizer, kDataLoss for a damaged checkpoint,
// kInternal for a loss, gradient or weight that is not finite, none of which enters a checkpoint. Threads: one caller;
// on the CPU a step runs on config.threads (model/train/data_parallel.h).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/file.h"
#include "proto/training.pb.h"

namespace lethe {

struct TrainResult {
  int64_t steps = 0;
  int64_t tokens = 0;
  double seconds = 0;
  std::optional<double> loss;  // mean over the last log interval; none where no step was left to do
  double tokens_per_second = 0;
  double gflops = 0;  // 10^9 floating-point operations a second: 6 per weight and token, and attention
  Path checkpoint;
};

struct TrainProgress {
  int64_t step = 0, steps = 0;
  double loss = 0, rate = 0, tokens_per_second = 0;
};

// Returns true when training should stop after this step and write a checkpoint (Ctrl-C).
using TrainObserver = std::function<bool(const TrainProgress&)>;

// `resume` continues from out/last, which must exist.
TrainResult Train(const TrainConfig& config, const Path& out, bool resume, const TrainObserver& observer);

}  // namespace lethe

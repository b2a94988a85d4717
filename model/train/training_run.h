// What every trainer shares: the loop over the steps with its log lines, evaluations and checkpoints, and how far it
// is.
//
// `out` receives config.txtpb (as resolved), metrics.jsonl and TensorBoard events, and checkpoints out/step-N; out/last
// names the newest. Promise: `last` is moved when all of a checkpoint is written, and to one of finite weights.
// Errors: kInternal for a loss or weight that is not finite, kDataLoss for a damaged trainer_state.json,
// kFailedPrecondition for a new run in a folder that holds one. Threads: one caller.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "model/train/trainer.h"
#include "proto/training.pb.h"

namespace lethe {

class EventWriter;

class TrainingRun {
 public:
  TrainingRun(const TrainConfig& config, const Path& out) : config_(config), out_(out) {}
  virtual ~TrainingRun() = default;
  TrainingRun(const TrainingRun&) = delete;
  TrainingRun& operator=(const TrainingRun&) = delete;

  // On from state_ to the last step of the config, or until the observer says stop.
  TrainResult Run(const TrainObserver& observer);

 protected:
  using RandomState = std::array<uint64_t, 4>;
  using Curves = std::map<std::string, double>;  // by tag, such as "train/tokens"

  // One step at `scale` times the configured rates; adds to interval_ and to state_'s tokens.
  virtual void Step(double scale) = 0;
  // The trainer's own curves over the interval of so many seconds that ends now.
  virtual Curves EndInterval(double seconds) = 0;
  // Empty where there is nothing to evaluate on.
  virtual Curves Evaluate() = 0;
  // What `folder` needs for serving and resuming, SaveState among it.
  virtual void Save(const Path& folder) = 0;
  // The name of a weight that has a number which is not finite; empty where none has. Asked before each checkpoint.
  virtual std::string NonFiniteWeight() = 0;
  // The options to lower when the loss is not finite.
  virtual std::string Cure() const = 0;

  // To be thrown for `what` of that step: nothing that follows from it would be of use.
  Error NotFinite(std::string_view what, int64_t step) const;
  void SaveState(const Path& folder, const RandomState& random) const;
  // Sets state_ and returns the random numbers' part of it.
  RandomState LoadState(const Path& folder);

  // Sums since the last log line.
  struct Interval {
    double loss = 0;
    int64_t tokens = 0, steps = 0;
  };

  const TrainConfig config_;
  const Path out_;
  TrainerState state_;
  Interval interval_;
  TrainResult result_;

 private:
  bool Log(EventWriter& events, const TrainObserver& observer, double scale);
  void CheckLoss() const;
  void SaveCheckpointFolder();

  Stopwatch since_log_;
};

}  // namespace lethe

#include "retriever/neural/train_dual_encoder.h"

#include <optional>

#include "model/train/dual_encoder_trainer.h"
#include "retriever/neural/pair_batches.h"

namespace lethe {

TrainResult TrainDualEncoderOnTexts(const TrainConfig& config, const std::vector<TextPairs>& train,
                                    const std::vector<TextPairs>& eval, const Path& out, bool resume,
                                    const TrainObserver& observer) {
  PairBatches batches(config.dual_encoder(), train);
  std::optional<PairBatches> eval_batches;
  if (!eval.empty()) eval_batches.emplace(config.dual_encoder(), eval);
  Random random(config.seed());
  return TrainDualEncoder(config, batches, eval_batches ? &*eval_batches : nullptr, batches.StartWeights(random), out,
                          resume, observer);
}

}  // namespace lethe

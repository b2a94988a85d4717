// Trains a dual encoder on texts: model/train/dual_encoder_trainer.h with the features of text_features.h.
//
// Errors, promise and files: those of the trainer. Threads: one caller.
#pragma once

#include <vector>

#include "model/train/trainer.h"
#include "retriever/embedders/text_pairs.h"

namespace lethe {

// `eval` may be empty.
TrainResult TrainDualEncoderOnTexts(const TrainConfig& config, const std::vector<TextPairs>& train,
                                    const std::vector<TextPairs>& eval, const Path& out, bool resume,
                                    const TrainObserver& observer);

}  // namespace lethe

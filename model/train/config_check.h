// What can be wrong with a training config before anything runs.
//
// Errors: kInvalidArgument naming the field and the cure; kNotFound for a tokenizer that is not there.
// Threads: a pure function.
#pragma once

#include "proto/training.pb.h"

namespace lethe {

void CheckTrainConfig(const TrainConfig& config);

}  // namespace lethe

// Learning-rate schedule and curriculum as functions of the step.
//
// Threads: pure functions.
#pragma once

#include "model/data/token_source.h"
#include "proto/training.pb.h"

namespace lethe {

// Factor on the learning rates at `step` (from 0) of `steps`: linear warm-up, plateau, cosine down to the floor.
double RateScale(const ScheduleConfig& schedule, int64_t step, int64_t steps);

// Limits at `step`: between two stages they grow linearly; none without stages.
DrawLimits CurriculumLimits(const TrainConfig& config, int64_t step);

}  // namespace lethe

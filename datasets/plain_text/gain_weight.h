// The loss weight of a token from what the context gains it.
//
//   weight = floor + (ceiling - floor) * clamp((gain - low) / (high - low), 0, 1)
// Units: gains in nats.
// Errors: kInvalidArgument naming the field.
// Threads: pure functions.
#pragma once

#include "proto/plain_text.pb.h"

namespace lethe {

void CheckGainWeight(const GainWeightConfig& config);

// `config` as checked.
float GainWeight(double gain, const GainWeightConfig& config);

}  // namespace lethe

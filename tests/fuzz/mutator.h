// Inputs for fuzzing without a fuzzing compiler: seeds with a few changes, the same for the same number.
//
// Threads: pure function.
#pragma once

#include <cstdint>
#include <string>

#include "tests/fuzz/fuzz_target.h"

namespace lethe::fuzz {

// Input `round` of the series that `seed` begins; the first ones are the target's own seeds, as they are.
std::string InputOf(const FuzzTarget& target, uint64_t seed, uint64_t round);

}  // namespace lethe::fuzz

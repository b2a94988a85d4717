// An order of a finite source's items that depends on the seed and needs no memory.
#pragma once

#include <cstdint>
#include <numeric>

#include "base/random.h"

namespace lethe {

// Item `number` of the walk: every index below `count` comes once as `number` runs from 0 to count - 1.
inline uint64_t AffineWalk(uint64_t seed, uint64_t number, uint64_t count) {
  uint64_t step = SplitMix64(seed) % count;
  while (std::gcd(step, count) != 1) step = (step + 1) % count;
  return (number * step + SplitMix64(seed + 1)) % count;
}

}  // namespace lethe

// A whole number drawn by shares.
//
// Threads: pure function.
#pragma once

#include <cstddef>

#include "base/random.h"

namespace lethe {

// From `least` to `most`, both included, each as often as weight(number) says; `most` where all weigh nothing.
template <typename Weight>
size_t DrawWeighted(size_t least, size_t most, const Weight& weight, Random& random) {
  double total = 0;
  for (size_t number = least; number <= most; ++number) total += weight(number);
  double draw = random.Uniform() * total;
  for (size_t number = least; number < most; ++number) {
    draw -= weight(number);
    if (draw < 0) return number;
  }
  return most;
}

}  // namespace lethe

// Values that no list holds: numbers, dates, times, codes, money, measures, addresses; each in the several ways people
// write them.
//
// Threads: pure functions of the Random passed.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"

namespace lethe {

// True for the types that MakeValue knows: "number", "date", "code", ...
bool HasValueGenerator(std::string_view type);
// `type` must have a generator.
std::string MakeValue(std::string_view type, Random& random);

// "1,234,567" with probability one half, otherwise "1234567".
std::string MakeNumber(Random& random, int64_t low, int64_t high);
std::string MakeDate(Random& random);
std::string MakeCode(Random& random);

}  // namespace lethe

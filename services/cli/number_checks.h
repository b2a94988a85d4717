// Checks of numbers on the command line. CLI11's own name their range by its last digit, all 309 of them.
//
// Threads: pure functions.
#pragma once

#include <cmath>
#include <cstdlib>
#include <string>

#include "base/error.h"

namespace lethe {

// Each returns what is wrong, or "".
inline std::string AtLeastZero(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const bool sound = end != text.c_str() && *end == '\0' && number >= 0 && std::isfinite(number);
  return sound ? "" : StrCat("\"", text, "\" is no number from 0 on");
}

inline std::string AboveZero(const std::string& text) {
  const std::string problem = AtLeastZero(text);
  return problem.empty() && std::strtod(text.c_str(), nullptr) > 0 ? "" : StrCat("\"", text, "\" is no number above 0");
}

}  // namespace lethe

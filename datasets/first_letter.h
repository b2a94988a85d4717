// The case of a text's first letter; ASCII alone, other letters stay.
//
// Threads: pure functions.
#pragma once

#include <string>

#include "datasets/ascii_case.h"

namespace lethe {

inline std::string UpperFirst(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

inline std::string LowerFirst(std::string text) {
  if (!text.empty()) text[0] = AsciiLower(text[0]);
  return text;
}

}  // namespace lethe

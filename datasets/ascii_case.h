// Texts compared and searched whatever the case of their ASCII letters, without copies in lower case.
//
// Promise: the same verdicts as on texts that AsciiLower (base/text.h) has changed. Threads: pure functions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace lethe {

inline char AsciiLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

inline bool SameButForCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return AsciiLower(x) == AsciiLower(y); });
}

// Where `part`, which is not empty, begins in `text` at `from` or later; npos where it does not.
inline size_t FindButForCase(std::string_view text, std::string_view part, size_t from = 0) {
  if (part.size() > text.size()) return std::string_view::npos;
  const char first = AsciiLower(part[0]);
  for (size_t at = from; at + part.size() <= text.size(); ++at) {
    if (AsciiLower(text[at]) == first && SameButForCase(text.substr(at, part.size()), part)) return at;
  }
  return std::string_view::npos;
}

}  // namespace lethe

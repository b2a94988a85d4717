// Where words of a text begin and end, by bytes: letters and digits of ASCII, and every byte of any other character.
//
// Threads: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace lethe {

inline bool IsWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// No word goes on from text[at - 1] to text[at].
inline bool IsWordBoundary(std::string_view text, size_t at) {
  return at == 0 || at == text.size() || !IsWordByte(text[at - 1]) || !IsWordByte(text[at]);
}

// The `size` bytes at `at` are whole words.
inline bool StandsAlone(std::string_view text, size_t at, size_t size) {
  return IsWordBoundary(text, at) && IsWordBoundary(text, at + size);
}

}  // namespace lethe

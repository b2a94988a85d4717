// Small text operations on bytes and UTF-8 that several rooms need.
//
// Promise: nothing here depends on the process locale; only ASCII changes case (Unicode folding lives in retriever/).
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

// Returns views into `text`; empty pieces are kept.
std::vector<std::string_view> Split(std::string_view text, char separator);
// Returns the pieces between runs of ASCII white space; no empty pieces.
std::vector<std::string_view> SplitWords(std::string_view text);
template <typename Text>
std::string Join(const std::vector<Text>& parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}
std::string Join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view Trim(std::string_view text);
std::string AsciiLower(std::string_view text);
// Replaces from left to right, never inside what it inserted; `from` must not be empty.
std::string ReplaceAll(std::string text, std::string_view from, std::string_view to);

// The number that all of `text` is, in decimal; nothing where it is none or does not fit.
template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool IsValidUtf8(std::string_view text);

// 64-bit hash that is the same on every machine and in every release (written to disk by the stores). FNV-1a with a
// final mix.
uint64_t StableHash(std::string_view bytes);

}  // namespace lethe

// "a" or "an", by the first letter of the word that follows; ASCII alone.
//
// Threads: pure function.
#pragma once

#include <string_view>

namespace lethe {

// By spelling, not by sound: "an hour" and "a unit" are got wrong.
inline std::string_view ArticleFor(std::string_view word) {
  const bool vowel = !word.empty() && std::string_view("aeiouAEIOU").find(word[0]) != std::string_view::npos;
  return vowel ? "an" : "a";
}

}  // namespace lethe

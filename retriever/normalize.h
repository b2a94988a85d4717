// Unicode folding: how two spellings of a name become one key.
//
// FoldText is NFKC, case folding and removal of the accents of Latin, Greek and Cyrillic letters ("Åse Lykke" -> "ase
// lykke"); the index's words and the embedder start from it. NormalizeKey goes on to what a name is looked up by:
// apostrophes dropped, other punctuation and white space squeezed to single spaces, a leading English article removed
// ("The Beatles!" -> "beatles"). Signs that tell names apart stay: "C++", "C#", "AT&T".
// Promise: FoldText is idempotent; neither depends on the process locale. A name of nothing but punctuation keeps it,
// so that its key is not empty; a key has at most kMaxKeyBytes bytes (longer names end in a hash). Errors: none;
// malformed UTF-8 becomes U+FFFD. Threads: pure functions. Cost: ASCII text skips ICU, about 1 ns a byte; other text
// about 20 ns a byte. Source: Unicode UAX #15 (normalisation forms), TR30-style folding of the letters that do not
// decompose (ø, ł, æ
// ...).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lethe {

inline constexpr size_t kMaxKeyBytes = 240;

std::string FoldText(std::string_view text);
std::string NormalizeKey(std::string_view text);
// The last step of NormalizeKey, for keys put together from folded words.
std::string LimitKey(std::string key);

// Reads the code point at `position` of well-formed UTF-8 and moves past it. Malformed bytes are read as U+FFFD, one at
// a time.
char32_t NextCodePoint(std::string_view text, size_t& position);
// Letters, digits and combining marks.
bool IsWordCharacter(char32_t c);

}  // namespace lethe

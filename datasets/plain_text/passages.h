// A text cut into passages: whole sentences, put together up to a size.
//
// Promise: white space becomes single spaces; joined by spaces, the passages are the text. A sentence longer than a
// passage is cut between words, a word longer than a passage between characters.
// Threads: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

// `bytes` at least 16; each passage has at most so many.
std::vector<std::string> CutPassages(std::string_view text, size_t bytes);

// Where the last `count` sentences of a passage begin; its size for none.
size_t BeginOfLastSentences(std::string_view passage, size_t count);

}  // namespace lethe

// Where the sentences of a paragraph begin and end.
//
// Promise: the spans lie in order, hold everything but the white space between them, and never cut a word.
// Abbreviations, initials, decimals and ellipses in the middle of a sentence do not end it, as far as a list of English
// ones goes. Threads: pure function.
#pragma once

#include <string_view>
#include <vector>

namespace lethe {

std::vector<std::string_view> SplitSentences(std::string_view paragraph);

}  // namespace lethe

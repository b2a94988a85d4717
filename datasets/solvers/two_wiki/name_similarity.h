// How alike two spellings of a name are: "Joan, Lady Of Wales" and "Joan, Lady of Wales", "Kanye West" and "Kanye".
//
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lethe {

// 1 for the same key (case, accents, punctuation and a leading article aside), 0 for names without a word in common,
// between them by the share of common words; what stands in parentheses counts only for equality.
double NameSimilarity(std::string_view a, std::string_view b);

// The share of the name's words, without those in parentheses, that the text has.
double MentionShare(std::string_view name, std::string_view text);

// The place where "A or B" divides into two names that are most like `first` and `second` (in either order), and the
// two parts in the order of `first` and `second`; empty parts where no "or" or "and" divides it.
std::pair<std::string, std::string> DivideNames(std::string_view text, std::string_view first, std::string_view second);

}  // namespace lethe

// The content words of a text without their endings, to tell whether two wordings speak of the same things.
//
// Threads: pure functions.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace lethe {

// "the Sun rises" -> {"ris", "sun"}. Words that carry no content are left out, unless there are no others.
std::set<std::string> ContentWords(std::string_view text);
// A lower-case English word without its ending; words of one family mostly meet ("rotation", "rotates").
std::string WordRoot(std::string word);

}  // namespace lethe

// Words for what one thing is to another, and the relations each stands for: "husband" is `spouse`, "paternal
// grandmother" is `father` and then `mother`, "uncle" is `father` or `mother` and then `sibling`.
//
// Threads: a const table and pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

// The paths of relations that the words stand for, in lower case ("date of birth", "father-in-law"); empty for words
// that are no role.
std::vector<std::vector<std::string>> PathsOfRole(std::string_view words);

}  // namespace lethe

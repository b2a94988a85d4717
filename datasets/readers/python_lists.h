// Lists as Python prints them, which CLUTRR's tables hold: "['father', 'sister']", "[(0, 1), (1, 2)]".
//
// Threads: pure functions; views into the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace lethe {

// What stands in quotes of either kind; nothing where a quote is not closed.
std::vector<std::string_view> PythonStrings(std::string_view text);
// The whole numbers, in order and without their brackets; nullopt where one is too large.
std::optional<std::vector<size_t>> PythonNumbers(std::string_view text);

}  // namespace lethe

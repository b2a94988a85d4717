// JSON as the commands print it: text that is not UTF-8 is replaced, not refused.
//
// Threads: pure function.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace lethe {

// On one line, or with `indent` spaces a level.
std::string DumpJson(const nlohmann::ordered_json& json, int indent = -1);

}  // namespace lethe

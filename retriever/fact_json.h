// Facts as JSON, one object a fact: the JSONL of import and export (docs/formats.md).
//
// Errors: kInvalidArgument naming the field; fields this format does not know are reported, not refused.
// Threads: pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe {

// Parses one object. Numbers are taken as their digits; a single string is accepted for a list. Names of unknown fields
// are appended to `unknown` when it is given.
v1::Fact FactFromJson(std::string_view json, std::vector<std::string>* unknown = nullptr);

// Only the fields that are set, id first.
nlohmann::ordered_json FactToJson(const v1::Fact& fact);

// FactToJson on one line.
std::string FactToJsonLine(const v1::Fact& fact);

}  // namespace lethe

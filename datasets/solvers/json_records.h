// The JSON objects of a file, one at a time: JSON Lines, or one array of objects however it is laid out.
//
// Promise: memory holds one record, not the file. Errors: kInvalidArgument naming file and line for text between
// records, a record that is no JSON, one that is not closed, or a file without any; those of LineReader. Threads: one
// call, one thread. Cost: one pass over the bytes besides the parsing.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/file.h"

namespace lethe {

// `where` is "file:line" of the record's first line, for messages and for records without an id.
using JsonRecordSink = std::function<void(const nlohmann::json& record, const std::string& where)>;

void ForEachJsonRecord(const Path& file, const JsonRecordSink& visit);

// The string under `key`. Errors: kInvalidArgument naming `where` and the key when it is absent or no string.
std::string RequireText(const nlohmann::json& record, std::string_view key, const std::string& where);
// The record's "id" or "_id", a number as its digits; `where` when it has neither.
std::string RecordId(const nlohmann::json& record, const std::string& where);

}  // namespace lethe

// Examples as JSON lines (design: first the preloaded context, then what can be derived from it).
//
// Promise: ParseExample of what AppendExampleJson wrote gives the example again. Keys are the field names of
// proto/example.proto; fields that say nothing are left out, except twin_of, which is null. Unknown keys are ignored,
// so that files of other tools load. Errors: kInvalidArgument naming where, field and what was expected. Threads: pure
// functions. Cost: writing about 300 MB/s, parsing about 60 MB/s.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "proto/example.pb.h"

namespace lethe {

// Appends one line with its '\n'.
void AppendExampleJson(const v1::Example& example, std::string& out);
// `where` names the line in errors: "train.jsonl:17".
v1::Example ParseExample(std::string_view line, const std::string& where);

// Appends `text` as a JSON string with its quotes.
void AppendJsonString(std::string_view text, std::string& out);

// The example files that `path` stands for: itself, or all *.jsonl (also .gz, .zst) of a folder in order of name.
// Errors: kNotFound where there is none; kFailedPrecondition for a folder that lacks a part of a set, or holds it in
// two cuts.
std::vector<Path> ListExampleFiles(const Path& path);
// Reads all examples of the files in order.
void ForEachExample(const Path& path, const std::function<void(const v1::Example&, const std::string& where)>& visit);

}  // namespace lethe

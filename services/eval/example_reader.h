// Reads preloaded-context examples, one JSON object a line (docs/formats.md), plain or compressed.
//
// Promise: fields that Lethe does not know are passed over, so that users may add columns of their own.
// Errors: kInvalidArgument naming file and line for malformed JSON, an empty question, a context fact without content
// or with the id of another, an id used by two examples; kNotFound.
// Threads: pure function.
#pragma once

#include <cstddef>
#include <vector>

#include "base/file.h"
#include "proto/example.pb.h"

namespace lethe {

// At most `limit` examples of a file, or of all example files of a folder; 0 reads all.
std::vector<v1::Example> ReadExamples(const Path& data, size_t limit);

}  // namespace lethe

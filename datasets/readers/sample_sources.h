// Invented files in every format that readers know: for measuring them where no data is at hand, and for their tests.
//
// Promise: every record is well-formed; the same arguments give the same bytes.
// Errors: kNotFound for an unknown format. Threads: pure function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lethe {

// At least `bytes` of text, and at least three records.
std::string SampleSource(std::string_view format, size_t bytes, uint64_t seed);

// A suffix by which a reader finds the file in a folder: ".jsonl".
std::string_view SampleSuffix(std::string_view format);

}  // namespace lethe

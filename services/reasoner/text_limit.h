// How long a text may be that somebody asks or searches for: reading it costs time with its length.
//
// Errors: kInvalidArgument, which names the limit.
// Threads: pure function.
#pragma once

#include <cstdint>
#include <string_view>

namespace lethe {

// `what` begins the message: "the question".
void CheckTextBytes(std::string_view what, std::string_view text, uint32_t max_bytes);

}  // namespace lethe

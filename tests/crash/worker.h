// The process that is killed: changes the stores "a" and "b" of a folder without end, and says what it does.
//
// Lines on standard output: "open" when it is about to begin, then STORE and a line of ledger.h.
#pragma once

#include <cstdint>
#include <string>

#include "base/file.h"

namespace lethe::crash {

inline constexpr const char* kDeeds[] = {"import", "delete", "compact", "swap"};

// Never returns but by an error.
[[noreturn]] void Work(const std::string& deed, const Path& folder, uint64_t seed);

}  // namespace lethe::crash

// Which other processes still have files of a folder open, also files that were deleted meanwhile.
//
// A reader that opened a store before a deletion keeps what it saw until it closes the store; this finds it.
// Promise: complete for the processes of this user (of all users for root); processes that cannot be looked into are
// counted. Linux only: elsewhere nothing is known, which the result says.
// Threads: pure function.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"

namespace lethe {

struct OpenProcess {
  uint64_t pid = 0;
  std::string name;
};

struct OpenProcesses {
  std::vector<OpenProcess> holding;
  uint64_t hidden = 0;  // processes that may not be looked into
  bool known = false;
};

OpenProcesses ProcessesHolding(const Path& dir);

// "4711 (lethe-engine), 4712 (lethe)"; empty where none is known.
std::string NamesOf(const OpenProcesses& processes);

}  // namespace lethe

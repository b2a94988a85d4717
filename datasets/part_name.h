// Parts of one data set: what their files are called, and which there are.
//
// Threads: pure functions.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

#include "base/error.h"

namespace lethe {

// "-00003-of-00016"
inline std::string PartSuffix(size_t part, size_t parts) {
  char suffix[48];
  std::snprintf(suffix, sizeof suffix, "-%05zu-of-%05zu", part, parts);
  return suffix;
}

// `what` is what the caller calls a part. Errors: kInvalidArgument for a part outside 0 .. parts - 1.
inline void CheckPart(const char* what, size_t part, size_t parts) {
  if (part < parts) return;
  throw Error(Code::kInvalidArgument,
              StrCat(what, " ", part, "/", parts, ": the first number must be below the second"));
}

}  // namespace lethe

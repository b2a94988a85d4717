// Parts of one data set: what their files are called, and which there are.
//
// Threads: pure functions.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace lethe {

// "-00003-of-00016"
std::string PartSuffix(size_t part, size_t parts);

// `what` is what the caller calls a part. Errors: kInvalidArgument for a part outside 0 .. parts - 1.
void CheckPart(const char* what, size_t part, size_t parts);

// "train-00003-of-00016" is part 3 of 16 of "train".
struct PartName {
  std::string of;
  size_t number = 0, parts = 0;  // 0 parts: the whole
};
PartName ParsePartName(std::string_view name);

struct PartSet {
  size_t parts = 0;
  std::set<size_t> there;
};
// By the name of the set. Errors: kFailedPrecondition where the folder holds a set twice, cut in two ways.
std::map<std::string, PartSet> GroupParts(const Path& folder, const std::vector<PartName>& names);

}  // namespace lethe

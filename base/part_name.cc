#include "base/part_name.h"

#include <cstdio>

#include "base/error.h"
#include "base/text.h"

namespace lethe {

std::string PartSuffix(size_t part, size_t parts) {
  char suffix[48];
  std::snprintf(suffix, sizeof suffix, "-%05zu-of-%05zu", part, parts);
  return suffix;
}

void CheckPart(const char* what, size_t part, size_t parts) {
  if (part < parts) return;
  throw Error(Code::kInvalidArgument,
              StrCat(what, " ", part, "/", parts, ": the first number must be below the second"));
}

PartName ParsePartName(std::string_view name) {
  constexpr std::string_view kOf = "-of-";
  const PartName whole{std::string(name)};
  const size_t of = name.rfind(kOf);
  if (of == name.npos || of == 0) return whole;
  const size_t dash = name.rfind('-', of - 1);
  if (dash == name.npos) return whole;
  const auto number = ParseNumber<size_t>(name.substr(dash + 1, of - dash - 1));
  const auto parts = ParseNumber<size_t>(name.substr(of + kOf.size()));
  return number && parts ? PartName{std::string(name.substr(0, dash)), *number, *parts} : whole;
}

std::map<std::string, PartSet> GroupParts(const Path& folder, const std::vector<PartName>& names) {
  std::map<std::string, PartSet> sets;
  for (const PartName& name : names) {
    const auto [it, is_new] = sets.try_emplace(name.of, PartSet{name.parts, {}});
    if (it->second.parts != name.parts) {
      throw Error(Code::kFailedPrecondition, StrCat(folder.string(), " holds \"", name.of,
                                                    "\" twice, cut into parts in two ways; remove the files of one"));
    }
    it->second.there.insert(name.number);
  }
  return sets;
}

}  // namespace lethe

// What a 2WikiMultihopQA question asks for: a chain of relations from a named thing, or a comparison of two things.
//
// Threads: pure functions; const tables.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

using RelationPath = std::vector<std::string>;  // from the named thing outwards

// "Where was the father of May Morris born?": name "May Morris", paths {{"father", "place of birth"}}. A word with
// several readings ("uncle") has several paths.
struct ChainQuestion {
  std::string name;
  std::vector<RelationPath> paths;
};

struct ComparisonQuestion {
  enum class Kind { kSame, kEarliest, kLatest, kLongestLife };

  Kind kind = Kind::kSame;
  std::vector<std::string> attributes;  // relations that may hold what is compared; the first that is known counts
  std::string via;                      // "director": what is compared is that of the director; else empty
  std::string names;                    // the part of the question that names both: "Ann Lee or Bo Ek"
};

std::optional<ComparisonQuestion> ParseComparison(std::string_view question);
std::optional<ChainQuestion> ParseChain(std::string_view question);

}  // namespace lethe

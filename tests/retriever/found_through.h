// Through which channels a store finds a fact.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "retriever/fact.h"
#include "retriever/knowledge_base.h"

namespace lethe::testing {

inline bool Holds(const std::vector<Hit>& hits, const std::string& id) {
  return std::any_of(hits.begin(), hits.end(), [&id](const Hit& hit) { return hit.fact.id() == id; });
}

inline SearchOptions Only(bool exact, bool lexical, bool dense) {
  SearchOptions options;
  options.k = 10;
  options.exact = exact;
  options.lexical = lexical;
  options.dense = dense;
  return options;
}

// Through which of look-up, words and vectors the fact is found.
inline std::string FoundThrough(const StoreView& view, const v1::Fact& fact, const std::string& id) {
  std::string channels;
  const std::string text = SearchableText(fact);
  for (const v1::Fact& found : view.Lookup(fact.subject(), fact.relation())) channels += found.id() == id ? "key " : "";
  if (Holds(view.Search(text, Only(true, false, false)), id)) channels += "exact ";
  if (Holds(view.Search(text, Only(false, true, false)), id)) channels += "lexical ";
  if (Holds(view.Search(text, Only(false, false, true)), id)) channels += "dense ";
  return channels;
}

inline constexpr const char* kEverywhere = "key exact lexical dense ";

}  // namespace lethe::testing

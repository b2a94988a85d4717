#include "services/reasoner/fact_source.h"

#include <algorithm>
#include <iterator>

#include "retriever/fact.h"
#include "retriever/normalize.h"
#include "retriever/search/fact_filter.h"
#include "services/reasoner/citation_check.h"

namespace lethe {

std::vector<FoundFact> MemoryFacts::Recall(const std::string& subject, const std::string& relation, size_t k) const {
  const std::string wanted_subject = NormalizeKey(subject), wanted_relation = NormalizeKey(relation);
  std::vector<FoundFact> found, mentioned;
  for (const v1::Fact& fact : facts_) {
    if (IsStatement(fact)) {
      const bool same =
          NormalizeKey(fact.subject()) == wanted_subject && NormalizeKey(fact.relation()) == wanted_relation;
      if (same) found.push_back({fact, 1.0});
    } else if (ContainsWords(SearchableText(fact), subject)) {
      mentioned.push_back({fact, ContainsWords(fact.text(), relation) ? 0.9 : 0.5});
    }
  }
  // A text that names the relation in other words is still the best there is, but only where nothing has the exact key.
  if (found.empty()) found = std::move(mentioned);
  std::stable_sort(found.begin(), found.end(),
                   [](const FoundFact& a, const FoundFact& b) { return a.score > b.score; });
  if (found.size() > k) found.resize(k);
  return found;
}

std::unique_ptr<const FactSource> MemoryFacts::Only(const v1::SearchFilter& filter) const {
  std::vector<v1::Fact> allowed;
  std::copy_if(facts_.begin(), facts_.end(), std::back_inserter(allowed),
               [&filter](const v1::Fact& fact) { return Allows(filter, fact); });
  return std::make_unique<MemoryFacts>(std::move(allowed));
}

}  // namespace lethe

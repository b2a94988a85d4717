#include "retriever/stores/prepared_fact.h"

#include <algorithm>

#include "base/error.h"
#include "retriever/fact.h"
#include "retriever/normalize.h"

namespace lethe {

FactKeys KeysOf(const v1::Fact& fact) {
  FactKeys keys;
  if (fact.subject().empty()) return keys;
  keys.subject = NormalizeKey(fact.subject());
  if (!fact.relation().empty()) keys.relation = NormalizeKey(fact.relation());
  for (const std::string& alias : fact.aliases()) {
    std::string key = NormalizeKey(alias);
    if (!key.empty() && key != keys.subject) keys.aliases.push_back(std::move(key));
  }
  std::sort(keys.aliases.begin(), keys.aliases.end());
  keys.aliases.erase(std::unique(keys.aliases.begin(), keys.aliases.end()), keys.aliases.end());
  return keys;
}

PreparedFact Prepare(v1::Fact fact) {
  if (fact.id().empty()) fact.set_id(ContentId(fact));
  PreparedFact prepared;
  prepared.id = fact.id();
  prepared.source = fact.source();
  prepared.keys = KeysOf(fact);
  prepared.words = AnalyzeDocument(SearchableText(fact));
  LETHE_CHECK(fact.SerializeToString(&prepared.bytes));
  return prepared;
}

}  // namespace lethe

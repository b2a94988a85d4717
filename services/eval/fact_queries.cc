#include "services/eval/fact_queries.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/error.h"
#include "base/text.h"
#include "datasets/wordings.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

// By every name of the relation, in small letters.
std::map<std::string, const Relation*> RelationsByName(const Wordings& wordings) {
  std::map<std::string, const Relation*> relations;
  for (const Relation& relation : wordings.relations) {
    for (const std::string& name : relation.all_names) relations.emplace(name, &relation);
  }
  for (const Relation& relation : wordings.relations) relations[AsciiLower(relation.name)] = &relation;
  return relations;
}

std::string KeyOf(const v1::Fact& fact) {
  return StrCat(NormalizeKey(fact.subject()), "\n", NormalizeKey(fact.relation()));
}

}  // namespace

FactQueries AskForFacts(const StoreView& store, const std::vector<Path>& wordings, size_t limit) {
  const Wordings loaded = Wordings::Load(wordings, WorldConfig::ALL, WorldConfig::ALL, {});
  const std::map<std::string, const Relation*> relations = RelationsByName(loaded);
  FactQueries result;
  std::unordered_map<std::string, std::vector<std::string>> ids_of_key;
  std::vector<std::pair<v1::Fact, const Relation*>> asked;
  store.ForEach([&](const v1::Fact& fact) {
    const auto it = relations.find(AsciiLower(fact.relation()));
    if (fact.relation().empty() || it == relations.end()) {
      ++result.without_wordings;
      return;
    }
    ids_of_key[KeyOf(fact)].push_back(fact.id());
    asked.emplace_back(fact, it->second);
  });
  if (asked.empty()) throw Error(Code::kInvalidArgument, "the store has no fact whose relation has wordings");
  const size_t count = limit == 0 ? asked.size() : std::min(limit, asked.size());
  for (size_t i = 0; i < count; ++i) {
    const auto& [fact, relation] = asked[i * asked.size() / count];
    const std::vector<std::string>& ways = relation->ask;
    const std::string& way = ways[StableHash(fact.id()) % ways.size()];
    result.queries.push_back({fact.id(), Fill(way, {.s = fact.subject()})});
    for (const std::string& id : ids_of_key.at(KeyOf(fact))) result.qrels[fact.id()][id] = 1;
  }
  return result;
}

}  // namespace lethe

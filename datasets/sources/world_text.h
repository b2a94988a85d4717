// Puts facts into sentences, and several facts into one text: joined predicates, relative clauses, appositions, a
// second sentence with a pronoun, a wrong value denied beside the right one.
//
// Promise: a text names every subject in full at least once, and each of its values. Errors: those of the loader.
// Threads: const use from any thread.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "datasets/names/name_source.h"
#include "datasets/sources/invented_relation.h"
#include "datasets/sources/world_plan.h"
#include "datasets/wordings.h"

namespace lethe {

// What a sentence says of its subject: "was born in Oslo"; of its subject's belonging: "birth took place in Oslo".
struct Predicate {
  std::string text;
  std::string name;  // under which the derivation has the relation
  bool possessive = false;
};

// birth_place, Birth Place, birthPlace, Birth place: as column and property names come.
std::string AsColumnName(const std::string& name, Random& random);
// A sentence that states the fact.
Worded StateFact(const PlannedRelation& relation, const InventedRelations& invented, const std::string& subject,
                 const std::string& object, Random& random);
// False where a phrase would be read with the word before it: "the team what is listed as ...", "in the the choir of
// ...".
bool JoinsWell(std::string_view text, std::string_view phrase);
// A question for the object, and a phrase that stands for it: "the mayor of Oslo". `nested`: the subject is a phrase.
Worded AskFor(const PlannedRelation& relation, const InventedRelations& invented, const std::string& subject,
              bool nested, Random& random);
Worded NounFor(const PlannedRelation& relation, const InventedRelations& invented, const std::string& subject,
               bool nested, Random& random);
// Whether one of the questions asks for a city by a word for it, "in which city", which may give way to "in which
// country".
bool HasPlaceWord(const std::vector<std::string>& ask);
// How many hops at the end of a chain say only in what the city before them lies, where the question may ask for that
// at once: "in which country was Ann born?"
size_t HopsWithin(const WorldPlan& plan);
// Such a question with `kind` in the word's place. The relation is a known one that has one.
Worded AskForPlace(const PlannedRelation& relation, const std::string& kind, const std::string& subject, bool nested,
                   Random& random);
// nullopt where no wording of the relation begins with its subject.
std::optional<Predicate> DrawPredicate(const PlannedRelation& relation, const InventedRelations& invented,
                                       const std::string& object, bool possessive_too, Random& random);

class TextComposer {
 public:
  TextComposer(const Path& book, WorldConfig::WordingPart part, const Wordings& wordings,
               const InventedRelations& invented, const NameSource& names);

  // Puts facts of one subject, or linked ones, into common texts; those that have no text of their own any more leave
  // plan.order.
  void Compose(WorldPlan& plan, Random& random) const;

 private:
  bool JoinTwo(size_t first, size_t second, WorldPlan& plan, Random& random) const;
  bool Appose(size_t first, size_t second, WorldPlan& plan, Random& random) const;
  bool Deny(size_t fact, WorldPlan& plan, Random& random) const;
  std::string Pronoun(const std::string& name, const std::string& type) const;
  bool IsPerson(const std::string& type) const { return wordings_.types.IsA(type, "person") || type == "character"; }

  const Wordings& wordings_;
  const InventedRelations& invented_;
  const NameSource& names_;
  std::unordered_set<std::string> female_, male_;
  std::vector<std::string> joined_, relative_, apposition_, follow_, not_but_;
};

}  // namespace lethe

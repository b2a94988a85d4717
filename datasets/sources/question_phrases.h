// Puts planned questions into words, from the question book and the relations' own wordings: "{s} was born in {o}."
// gives "Who was born in Oslo?" and "Is it true that Ann was born in Oslo?".
//
// Threads: const use from any thread.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "datasets/question_book.h"
#include "datasets/sources/world_plan.h"

namespace lethe {

class QuestionPhraser {
 public:
  QuestionPhraser(const QuestionWordings& book, const Wordings& wordings, const InventedRelations& invented);

  // The question, its first letter a capital; "" where no wording of the relations fits the kind.
  std::string Phrase(WorldPlan& plan, Random& random) const;
  // A chain told step by step: "Take the birthplace of Ann Lee. Who is the mayor of that city?"; sets asked_name of the
  // hops.
  std::string TellStepwise(WorldPlan& plan, Random& random) const;

 private:
  std::string Inverse(WorldPlan& plan, Random& random) const;
  std::string Order(const WorldPlan& plan, Random& random) const;
  std::string Count(const WorldPlan& plan, Random& random) const;
  std::string Intersect(WorldPlan& plan, Random& random) const;
  std::string Dates(const WorldPlan& plan, Random& random) const;
  std::string YesNo(const WorldPlan& plan, Random& random) const;

  bool IsNoun(const PlannedRelation& relation) const;
  bool IsPerson(const std::string& type) const { return wordings_.types.IsA(type, "person") || type == "character"; }
  // "who", or "which film"; with a tail "which film's".
  std::string Which(const std::string& type, const char* of_person, const char* tail = "") const;
  std::string Statement(const PlannedRelation& relation, const std::string& subject, const std::string& object,
                        Random& random) const;

  const QuestionWordings& book_;
  const Wordings& wordings_;
  const InventedRelations& invented_;
};

}  // namespace lethe

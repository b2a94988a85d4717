// Facts beside the needed ones: same relation of another subject, same subject with another relation, near names,
// parallel chains, facts about the answer, and unrelated ones.
//
// Threads: const use from any thread.
#pragma once

#include "base/random.h"
#include "datasets/names/name_source.h"
#include "datasets/sources/chain.h"
#include "datasets/sources/world_plan.h"

namespace lethe {

class DistractorMaker {
 public:
  // `hard_negatives`: share of what AddAny adds that is one (ChainPicker::PickHardNegative) of a needed fact.
  DistractorMaker(const ChainPicker& chains, const NameSource& names, double hard_negatives)
      : chains_(chains), names_(names), hard_negatives_(hard_negatives) {}

  // Each adds one fact to the plan and returns true, or returns false when what it drew would make the example
  // ambiguous.
  bool AddAny(WorldPlan& plan, Random& random) const;
  bool AddSameSubject(size_t hop, WorldPlan& plan, Random& random) const;
  bool AddHardNegative(size_t hop, WorldPlan& plan, Random& random) const;
  bool AddSameRelation(size_t hop, bool near_name, WorldPlan& plan, Random& random) const;

 private:
  bool AddSameObject(size_t hop, WorldPlan& plan, Random& random) const;
  bool AddParallel(WorldPlan& plan, Random& random) const;
  bool AddAboutAnswer(WorldPlan& plan, Random& random) const;
  bool AddUnrelated(WorldPlan& plan, Random& random) const;
  const std::string& SubjectType(size_t hop, const WorldPlan& plan) const;
  bool AddFact(const std::string& subject, PlannedRelation relation, WorldPlan& plan, Random& random) const;
  bool AddFact(const std::string& subject, size_t relation, const std::string& object, WorldPlan& plan) const;
  std::string DrawObject(const PlannedRelation& relation, Random& random) const;

  const ChainPicker& chains_;
  const NameSource& names_;
  double hard_negatives_;
};

// Equal but for ASCII case.
bool SameName(const std::string& a, const std::string& b);
// Some fact of the plan is about the name, or leads to it.
bool IsTaken(const std::string& name, const WorldPlan& plan);
// True when a subject must not have facts of both relations.
bool Confusable(const PlannedRelation& a, const PlannedRelation& b);

}  // namespace lethe

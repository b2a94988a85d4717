#include "datasets/sources/sibling_questions.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "datasets/sources/world_distractors.h"

namespace lethe {
namespace {

bool IsShown(const PlannedFact& fact) {
  return !fact.absent && !fact.recalled;
}

std::vector<size_t> ShownFacts(const WorldPlan& plan) {
  std::vector<size_t> shown;
  for (size_t i = 0; i < plan.facts.size(); ++i) {
    if (IsShown(plan.facts[i])) shown.push_back(i);
  }
  return shown;
}

bool SharesSentences(const WorldPlan& plan) {
  return std::any_of(plan.facts.begin(), plan.facts.end(),
                     [](const PlannedFact& fact) { return fact.carrier || fact.composed; });
}

std::string KeyOf(const std::string& subject, const PlannedRelation& relation) {
  return AsciiLower(subject + "|" + relation.canonical());
}

}  // namespace

SiblingPlanner::SiblingPlanner(const WorldConfig& config, const TypeTree& types, const ChainPicker& chains,
                               const NameSource& names)
    : types_(types),
      chains_(chains),
      names_(names),
      min_hops_(config.min_hops()),
      max_hops_(config.max_hops()),
      unanswerable_(config.unanswerable()),
      recall_(config.recall()) {}

std::vector<SiblingPlanner::Ask> SiblingPlanner::InSight(const WorldPlan& base) const {
  std::vector<size_t> asked;  // by the base itself
  for (const PlannedHop& hop : base.hops) asked.push_back(hop.fact);
  std::vector<Ask> asks;
  const auto add = [&](std::vector<size_t> facts) {
    if (facts.size() < min_hops_ || facts.size() > max_hops_ || facts == asked) return;
    asks.push_back({std::move(facts), std::nullopt, 0, false});
  };
  const std::vector<size_t> shown = ShownFacts(base);
  for (const size_t first : shown) {
    add({first});
    for (const size_t second : shown) {
      if (SameName(base.facts[first].object, base.facts[second].subject)) add({first, second});
    }
  }
  return asks;
}

std::vector<SiblingPlanner::Ask> SiblingPlanner::NotInSight(const WorldPlan& base, Random& random) const {
  if (min_hops_ > 1) return {};
  const std::vector<size_t> shown = ShownFacts(base);
  const auto says = [&](size_t other, const std::string& subject, const PlannedRelation& relation) {
    const PlannedFact& fact = base.facts[other];
    const PlannedRelation& said = base.relations[fact.relation];
    // Also from the other side: whose spouse X is, whose mother where the child is asked for.
    return (SameName(fact.subject, subject) && Confusable(said, relation)) ||
           (SameName(fact.object, subject) && types_.IsA(said.object_type, relation.subject_type) &&
            types_.IsA(said.subject_type, relation.object_type));
  };
  std::set<std::string> asked;
  if (!base.answerable()) {
    const auto hop = static_cast<size_t>(base.missing);
    asked.insert(KeyOf(base.fact_of(hop).subject, base.relation_of(hop)));
  }
  std::vector<Ask> asks;
  const auto add = [&](size_t about, const PlannedRelation& relation) {
    const std::string& subject = base.facts[about].subject;
    if (std::any_of(shown.begin(), shown.end(), [&](size_t other) { return says(other, subject, relation); })) return;
    if (asked.insert(KeyOf(subject, relation)).second) asks.push_back({{}, relation, about, false});
  };
  for (const size_t about : shown) {
    const PlannedRelation& said = base.relations[base.facts[about].relation];
    add(about, chains_.PickHardNegative(said.subject_type, said, random));
    for (const PlannedRelation& relation : base.relations) {
      // What the base lacks or recalls may be asked for too: nothing in sight says it.
      if (types_.IsA(said.subject_type, relation.subject_type)) add(about, relation);
    }
  }
  return asks;
}

// nullopt where no name is left that the base does not use.
std::optional<PlannedFact> SiblingPlanner::DrawFact(const WorldPlan& base, const Ask& ask, Random& random) const {
  const PlannedRelation& relation = *ask.lacking;
  PlannedFact fact;
  fact.subject = base.facts[ask.about].subject;
  for (int tries = 0; tries < 20; ++tries) {
    fact.object = relation.known != nullptr ? names_.DrawObject(*relation.known, random)
                                            : names_.Draw(relation.object_type, random);
    if (!SameName(fact.subject, fact.object) && !IsTaken(fact.object, base)) return fact;
  }
  return std::nullopt;
}

std::optional<WorldPlan> SiblingPlanner::Build(const WorldPlan& base, const Ask& ask, Random& random) const {
  WorldPlan plan;
  plan.relations = base.relations;
  std::vector<size_t> place(base.facts.size());  // in the new plan, of what is shown
  const auto take = [&](size_t fact) {
    place[fact] = plan.facts.size();
    plan.facts.push_back(base.facts[fact]);
  };
  for (const size_t fact : ask.facts) take(fact);
  if (ask.lacking) {
    std::optional<PlannedFact> fact = DrawFact(base, ask, random);
    if (!fact) return std::nullopt;
    fact->relation = plan.relations.size();
    fact->recalled = ask.recalled;
    fact->absent = !ask.recalled;
    if (!ask.recalled) plan.missing = 0;
    plan.relations.push_back(*ask.lacking);
    plan.facts.push_back(std::move(*fact));
  }
  plan.hops.resize(plan.facts.size());
  for (size_t hop = 0; hop < plan.hops.size(); ++hop) plan.hops[hop].fact = hop;
  plan.hops[0].recall = ask.lacking.has_value();
  for (const size_t fact : ShownFacts(base)) {
    if (std::find(ask.facts.begin(), ask.facts.end(), fact) == ask.facts.end()) take(fact);
  }
  for (const size_t fact : base.order) {
    if (IsShown(base.facts[fact])) plan.order.push_back(place[fact]);
  }
  return plan;
}

std::optional<WorldPlan> SiblingPlanner::Plan(const WorldPlan& base, size_t rank, uint64_t seed) const {
  if (!base.chain() || SharesSentences(base)) return std::nullopt;
  Random random(seed);
  std::vector<Ask> in_sight = InSight(base), not_in_sight = NotInSight(base, random);
  random.Shuffle(in_sight);
  random.Shuffle(not_in_sight);
  for (;; --rank) {
    const bool unanswerable = random.Chance(unanswerable_);
    const bool recalled = !unanswerable && random.Chance(recall_);
    std::vector<Ask>& asks = unanswerable || recalled ? not_in_sight : in_sight;
    if (asks.empty()) return std::nullopt;
    Ask ask = std::move(asks.back());
    asks.pop_back();
    ask.recalled = recalled;
    if (rank == 0) return Build(base, ask, random);
  }
}

}  // namespace lethe

#include "datasets/sources/sibling_questions.h"

#include <algorithm>
#include <utility>

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

// Takes the first of `wanted`, or of `other` where there is none left.
template <typename Ask>
std::optional<Ask> TakeFrom(std::vector<Ask>& wanted, std::vector<Ask>& other) {
  std::vector<Ask>& list = wanted.empty() ? other : wanted;
  if (list.empty()) return std::nullopt;
  Ask taken = std::move(list.back());
  list.pop_back();
  return taken;
}

}  // namespace

std::vector<SiblingPlanner::Ask> SiblingPlanner::Answerable(const WorldPlan& base) const {
  std::vector<size_t> asked;  // by the base itself
  for (const PlannedHop& hop : base.hops) asked.push_back(hop.fact);
  std::vector<Ask> asks;
  const auto add = [&](std::vector<size_t> facts) {
    if (facts != asked || !base.answerable()) asks.push_back({std::move(facts), std::nullopt, 0});
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

std::vector<SiblingPlanner::Ask> SiblingPlanner::Unanswerable(const WorldPlan& base, Random& random) const {
  const std::vector<size_t> shown = ShownFacts(base);
  const auto lacks = [&](const std::string& subject, const PlannedRelation& relation) {
    return std::none_of(shown.begin(), shown.end(), [&](size_t other) {
      return SameName(base.facts[other].subject, subject) &&
             Confusable(base.relations[base.facts[other].relation], relation);
    });
  };
  std::vector<Ask> asks;
  for (const size_t about : shown) {
    const PlannedFact& fact = base.facts[about];
    const PlannedRelation& said = base.relations[fact.relation];
    PlannedRelation rival = chains_.PickRival(said.subject_type, said, random);
    if (lacks(fact.subject, rival)) asks.push_back({{}, std::move(rival), about});
    for (const PlannedRelation& relation : base.relations) {
      // What the base lacks or recalls may be asked for too: nothing in sight says it.
      if (types_.IsA(said.subject_type, relation.subject_type) && lacks(fact.subject, relation))
        asks.push_back({{}, relation, about});
    }
  }
  return asks;
}

WorldPlan SiblingPlanner::Build(const WorldPlan& base, const Ask& ask, Random& random) const {
  WorldPlan plan;
  plan.relations = base.relations;
  std::vector<size_t> place(base.facts.size());  // in the new plan, of what is shown
  const auto take = [&](size_t fact) {
    place[fact] = plan.facts.size();
    plan.facts.push_back(base.facts[fact]);
  };
  for (const size_t fact : ask.facts) take(fact);
  if (ask.missing) {
    PlannedFact missing;
    missing.relation = plan.relations.size();
    missing.subject = base.facts[ask.about].subject;
    missing.object = names_.Draw(ask.missing->object_type, random);
    missing.name = ask.missing->triple_name;
    missing.absent = true;
    plan.relations.push_back(*ask.missing);
    plan.facts.push_back(std::move(missing));
    plan.missing = 0;
  }
  plan.hops.resize(plan.facts.size());
  for (size_t hop = 0; hop < plan.hops.size(); ++hop) plan.hops[hop].fact = hop;
  plan.hops[0].recall = !plan.answerable();
  for (const size_t fact : ShownFacts(base)) {
    if (std::find(ask.facts.begin(), ask.facts.end(), fact) == ask.facts.end()) take(fact);
  }
  for (const size_t fact : base.order) {
    if (IsShown(base.facts[fact])) plan.order.push_back(place[fact]);
  }
  return plan;
}

std::optional<WorldPlan> SiblingPlanner::Plan(const WorldPlan& base, size_t rank, uint64_t seed) const {
  const bool apart = std::none_of(base.facts.begin(), base.facts.end(),
                                  [](const PlannedFact& fact) { return fact.carrier || fact.composed; });
  if (!base.chain() || !apart) return std::nullopt;
  Random random(seed);
  std::vector<Ask> answerable = Answerable(base), unanswerable = Unanswerable(base, random);
  random.Shuffle(answerable);
  random.Shuffle(unanswerable);
  for (;; --rank) {
    const bool vain = random.Chance(unanswerable_);
    const std::optional<Ask> ask = vain ? TakeFrom(unanswerable, answerable) : TakeFrom(answerable, unanswerable);
    if (!ask) return std::nullopt;
    if (rank == 0) return Build(base, *ask, random);
  }
}

}  // namespace lethe

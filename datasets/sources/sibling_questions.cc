#include "datasets/sources/sibling_questions.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

#include "base/text.h"
#include "datasets/sources/weighted_draw.h"
#include "datasets/sources/world_distractors.h"

namespace lethe {
namespace {

constexpr size_t kMostHops = 3;

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

SiblingPlanner::SiblingPlanner(const WorldConfig& config, std::vector<double> hop_weights, const TypeTree& types,
                               const ChainPicker& chains, const NameSource& names)
    : types_(types),
      chains_(chains),
      names_(names),
      min_hops_(config.min_hops()),
      max_hops_(config.max_hops()),
      hop_weights_(std::move(hop_weights)),
      unanswerable_(config.unanswerable()),
      recall_(config.recall()) {}

std::vector<std::vector<size_t>> SiblingPlanner::Paths(const WorldPlan& base) const {
  const std::vector<size_t> shown = ShownFacts(base);
  std::vector<std::vector<size_t>> paths;
  for (const size_t first : shown) paths.push_back({first});
  // Not back to a name that the path has passed.
  const auto passed = [&](const std::vector<size_t>& path, const std::string& name) {
    return std::any_of(path.begin(), path.end(), [&](size_t fact) { return SameName(base.facts[fact].subject, name); });
  };
  for (size_t i = 0; i < paths.size(); ++i) {
    if (paths[i].size() == std::min(max_hops_, kMostHops)) break;
    for (const size_t next : shown) {
      const std::vector<size_t>& path = paths[i];
      const PlannedFact& fact = base.facts[next];
      if (!SameName(base.facts[path.back()].object, fact.subject) || passed(path, fact.object)) continue;
      std::vector<size_t> longer = path;
      longer.push_back(next);
      paths.push_back(std::move(longer));
    }
  }
  return paths;
}

std::vector<SiblingPlanner::Ask> SiblingPlanner::InSight(const WorldPlan& base) const {
  std::vector<size_t> asked;  // by the base itself
  for (const PlannedHop& hop : base.hops) asked.push_back(hop.fact);
  std::vector<Ask> asks;
  for (std::vector<size_t>& path : Paths(base)) {
    if (path.size() >= min_hops_ && path != asked) asks.push_back({std::move(path), std::nullopt, "", false});
  }
  return asks;
}

std::vector<SiblingPlanner::Ask> SiblingPlanner::NotInSight(const WorldPlan& base, Random& random) const {
  const std::vector<size_t> shown = ShownFacts(base);
  const auto says = [&](size_t other, const std::string& subject, const PlannedRelation& relation, size_t leading) {
    const PlannedFact& fact = base.facts[other];
    const PlannedRelation& said = base.relations[fact.relation];
    if (SameName(fact.subject, subject)) return Confusable(said, relation);
    // Also from the other side: whose spouse X is, whose mother where the child is asked for.
    return SameName(fact.object, subject) && types_.IsA(said.object_type, relation.subject_type) &&
           types_.IsA(said.subject_type, relation.object_type) && (other != leading || Confusable(said, relation));
  };
  std::set<std::string> asked;
  if (!base.answerable()) {
    const auto hop = static_cast<size_t>(base.missing);
    asked.insert(KeyOf(base.fact_of(hop).subject, base.relation_of(hop)));
  }
  std::vector<Ask> asks;
  const auto add = [&](const std::vector<size_t>& path, const std::string& subject, const PlannedRelation& relation) {
    if (path.size() + 1 < min_hops_) return;
    const size_t leading = path.empty() ? base.facts.size() : path.back();
    if (std::any_of(shown.begin(), shown.end(), [&](size_t other) { return says(other, subject, relation, leading); }))
      return;
    if (asked.insert(KeyOf(subject, relation)).second) asks.push_back({path, relation, subject, false});
  };
  // What the base lacks or recalls may be asked for too: nothing in sight says it.
  const auto add_all = [&](const std::vector<size_t>& path, const std::string& subject, const std::string& type) {
    for (const PlannedRelation& relation : base.relations) {
      if (types_.IsA(type, relation.subject_type)) add(path, subject, relation);
    }
  };
  for (const std::vector<size_t>& path : Paths(base)) {
    const PlannedFact& last = base.facts[path.back()];
    const PlannedRelation& said = base.relations[last.relation];
    // Of the subject of a fact, by way of those that lead to it, ...
    const std::vector<size_t> before(path.begin(), path.end() - 1);
    add(before, last.subject, chains_.PickHardNegative(said.subject_type, said, random));
    add_all(before, last.subject, said.subject_type);
    // ... and of what it says.
    if (path.size() < std::min(max_hops_, kMostHops) && NameSource::IsEntity(said.object_type))
      add_all(path, last.object, said.object_type);
  }
  return asks;
}

SiblingPlanner::Ask SiblingPlanner::Draw(std::vector<Ask>& asks, Random& random) const {
  std::array<double, kMostHops + 1> count = {};
  for (const Ask& ask : asks) ++count[ask.hops()];
  const auto weight = [&](size_t i) {
    const size_t hops = asks[i].hops();
    // A little for what the config never draws: where nothing else can be asked, it is better than nothing.
    return std::max(hops <= hop_weights_.size() ? hop_weights_[hops - 1] : 0.0, 1e-9) / count[hops];
  };
  const auto drawn = asks.begin() + static_cast<ptrdiff_t>(DrawWeighted(0, asks.size() - 1, weight, random));
  Ask ask = std::move(*drawn);
  asks.erase(drawn);
  return ask;
}

// nullopt where no name is left that the base does not use.
std::optional<PlannedFact> SiblingPlanner::DrawFact(const WorldPlan& base, const Ask& ask, Random& random) const {
  const PlannedRelation& relation = *ask.lacking;
  PlannedFact fact;
  fact.subject = ask.subject;
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
    if (!ask.recalled) plan.missing = static_cast<int>(ask.facts.size());
    plan.relations.push_back(*ask.lacking);
    plan.facts.push_back(std::move(*fact));
  }
  plan.hops.resize(plan.facts.size());
  for (size_t hop = 0; hop < plan.hops.size(); ++hop) plan.hops[hop].fact = hop;
  plan.hops.back().recall = ask.lacking.has_value();
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
  for (;; --rank) {
    const bool unanswerable = random.Chance(unanswerable_);
    const bool recalled = !unanswerable && random.Chance(recall_);
    std::vector<Ask>& asks = unanswerable || recalled ? not_in_sight : in_sight;
    if (asks.empty()) return std::nullopt;
    Ask ask = Draw(asks, random);
    ask.recalled = recalled;
    if (rank == 0) return Build(base, ask, random);
  }
}

}  // namespace lethe

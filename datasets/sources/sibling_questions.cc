#include "datasets/sources/sibling_questions.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "datasets/sources/weighted_draw.h"
#include "datasets/sources/world_distractors.h"

namespace lethe {
namespace {

constexpr size_t kMostHops = 3;
// Weight of a question in vain about something of which the facts say nothing, beside 1.
constexpr double kOfTheUnknown = 0.3;

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

// What the base itself asks for in vain or by recall.
std::set<std::string> KeysOf(const WorldPlan& base) {
  std::set<std::string> keys;
  for (size_t hop = 0; hop < base.hops.size(); ++hop) {
    if (!IsShown(base.fact_of(hop))) keys.insert(KeyOf(base.fact_of(hop).subject, base.relation_of(hop)));
  }
  return keys;
}

// "The capital of the country whose capital is Oslo" is answered by the fact that leads there. Which relations are each
// other's inverse no file says; those of one family and of fitting types may be.
bool MayBeInverse(const PlannedRelation& leading, const PlannedRelation& asked) {
  if (Confusable(leading, asked)) return true;
  return leading.known != nullptr && asked.known != nullptr && leading.known->family == asked.known->family;
}

}  // namespace

SiblingPlanner::SiblingPlanner(const WorldConfig& config, std::vector<double> hop_weights, const TypeTree& types,
                               const ChainPicker& chains, const NameSource& names)
    : types_(types),
      chains_(chains),
      names_(names),
      min_hops_(config.min_hops()),
      max_hops_(std::min<size_t>(config.max_hops(), kMostHops)),
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
    if (paths[i].size() == max_hops_) break;
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
    if (path.size() >= min_hops_ && path != asked) asks.push_back({std::move(path), std::nullopt, "", 1, false});
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
           types_.IsA(said.subject_type, relation.object_type) && (other != leading || MayBeInverse(said, relation));
  };
  std::set<std::string> used = KeysOf(base), offered;
  std::vector<Ask> asks;
  const auto add = [&](const std::vector<size_t>& path, const std::string& subject, const PlannedRelation& relation) {
    if (path.size() + 1 < min_hops_ || used.contains(KeyOf(subject, relation))) return;
    const size_t leading = path.empty() ? base.facts.size() : path.back();
    if (std::any_of(shown.begin(), shown.end(), [&](size_t other) { return says(other, subject, relation, leading); }))
      return;
    std::string way = KeyOf(subject, relation);
    for (const size_t fact : path) way += StrCat("|", fact);
    if (!offered.insert(way).second) return;
    // A subject of which nothing at all is said would be told by that.
    const bool known =
        std::any_of(shown.begin(), shown.end(), [&](size_t f) { return SameName(base.facts[f].subject, subject); });
    asks.push_back({path, relation, subject, known ? 1 : kOfTheUnknown, false});
  };
  // What the base lacks or recalls may be asked for too, of others: nothing in sight says it.
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
    if (path.size() < max_hops_ && NameSource::IsEntity(said.object_type)) add_all(path, last.object, said.object_type);
  }
  return asks;
}

size_t SiblingPlanner::DrawHops(const std::vector<Ask>& in_sight, const std::vector<Ask>& not_in_sight,
                                Random& random) const {
  std::vector<double> weights(hop_weights_.begin(),
                              hop_weights_.begin() + static_cast<ptrdiff_t>(std::min(kMostHops, hop_weights_.size())));
  for (size_t i = 0; i < weights.size(); ++i) {
    const auto has = [&](const std::vector<Ask>& asks) {
      return std::any_of(asks.begin(), asks.end(), [&](const Ask& ask) { return ask.hops() == i + 1; });
    };
    if (!has(in_sight) || !has(not_in_sight)) weights[i] = 0;
  }
  if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight <= 0; })) return 0;
  return 1 + DrawWeighted(
                 0, weights.size() - 1, [&](size_t i) { return weights[i]; }, random);
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
    const size_t hops = DrawHops(in_sight, not_in_sight, random);
    std::vector<Ask>& asks = unanswerable || recalled ? not_in_sight : in_sight;
    if (asks.empty()) return std::nullopt;
    const auto weight = [&](size_t i) { return hops == 0 || asks[i].hops() == hops ? asks[i].weight : 0.0; };
    Ask ask = asks[DrawWeighted(0, asks.size() - 1, weight, random)];
    std::erase_if(asks, [&](const Ask& other) {
      if (!ask.lacking) return other.facts == ask.facts;
      return KeyOf(other.subject, *other.lacking) == KeyOf(ask.subject, *ask.lacking);  // by whatever way
    });
    ask.recalled = recalled;
    if (rank == 0) return Build(base, ask, random);
  }
}

}  // namespace lethe

// Further questions over the facts of an example, so that a context is read once for several.
//
// What was a distractor of one question answers the next, and what one subject is asked for another lacks: the hardest
// cases of both kinds, at the cost of a question each.
//
// Threads: const use from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/random.h"
#include "datasets/names/name_source.h"
#include "datasets/sources/chain.h"
#include "datasets/sources/world_plan.h"
#include "datasets/wordings.h"

namespace lethe {

class SiblingPlanner {
 public:
  // Of `config` the limits of hops and the shares of unanswerable questions and of recalls hold; `hop_weights` are
  // those of 1, 2, ... hops.
  SiblingPlanner(const WorldConfig& config, std::vector<double> hop_weights, const TypeTree& types,
                 const ChainPicker& chains, const NameSource& names);

  // The facts of `base`, a chain, with other look-ups, still without words for the question. Ranks 0, 1, ... of one
  // base and one `seed` ask for different things. What no fact in sight says is unanswerable, or is a fact of its own,
  // without words, that a recall brings: the last hop's `recall` says so, and its loads are still open. nullopt when
  // nothing more of the kind can be asked, or when facts of `base` share their sentences.
  std::optional<WorldPlan> Plan(const WorldPlan& base, size_t rank, uint64_t seed) const;

 private:
  // Look-ups one after the other, the last of them perhaps in vain or by recall.
  struct Ask {
    std::vector<size_t> facts;  // of the base, each about what the one before it says
    std::optional<PlannedRelation> lacking;
    std::string subject;  // that lacks it
    double weight = 1;    // beside others of as many hops
    bool recalled = false;

    size_t hops() const { return facts.size() + (lacking ? 1 : 0); }
  };
  // Facts in sight that lead from one to the next, by as many hops as a question may have.
  std::vector<std::vector<size_t>> Paths(const WorldPlan& base) const;
  std::vector<Ask> InSight(const WorldPlan& base) const;
  // Relations of the base's other subjects, and for each fact one that no fact has, asked of a subject that a question
  // names or that facts lead to.
  std::vector<Ask> NotInSight(const WorldPlan& base, Random& random) const;
  // As the config's weights say, of what both lists offer, so that hops do not tell whether there is an answer; 0 where
  // they have none in common.
  size_t DrawHops(const std::vector<Ask>& in_sight, const std::vector<Ask>& not_in_sight, Random& random) const;
  std::optional<PlannedFact> DrawFact(const WorldPlan& base, const Ask& ask, Random& random) const;
  std::optional<WorldPlan> Build(const WorldPlan& base, const Ask& ask, Random& random) const;

  const TypeTree& types_;
  const ChainPicker& chains_;
  const NameSource& names_;
  size_t min_hops_, max_hops_;
  std::vector<double> hop_weights_;
  double unanswerable_, recall_;
};

}  // namespace lethe

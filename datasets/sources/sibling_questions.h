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
  // Of `config` the limits of hops and the shares of unanswerable questions and of recalls hold.
  SiblingPlanner(const WorldConfig& config, const TypeTree& types, const ChainPicker& chains, const NameSource& names);

  // The facts of `base`, a chain, with other look-ups of one or two hops, still without words for the question. Ranks
  // 0, 1, ... of one base and one `seed` ask for different things. What no fact in sight says is unanswerable, or is a
  // fact of its own, without words, that a recall brings: hops[0].recall says so, and its loads are still open. nullopt
  // when nothing more of the kind can be asked, or when facts of `base` share their sentences.
  std::optional<WorldPlan> Plan(const WorldPlan& base, size_t rank, uint64_t seed) const;

 private:
  // Either facts of `base` in the order of their hops, or a relation that the subject of one lacks.
  struct Ask {
    std::vector<size_t> facts;
    std::optional<PlannedRelation> lacking;
    size_t about = 0;  // the fact whose subject lacks it
    bool recalled = false;
  };
  std::vector<Ask> InSight(const WorldPlan& base) const;
  // Relations of the base's other subjects, and for each fact one that no fact has.
  std::vector<Ask> NotInSight(const WorldPlan& base, Random& random) const;
  std::optional<PlannedFact> DrawFact(const WorldPlan& base, const Ask& ask, Random& random) const;
  std::optional<WorldPlan> Build(const WorldPlan& base, const Ask& ask, Random& random) const;

  const TypeTree& types_;
  const ChainPicker& chains_;
  const NameSource& names_;
  size_t min_hops_, max_hops_;
  double unanswerable_, recall_;
};

}  // namespace lethe

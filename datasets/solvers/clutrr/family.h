// A family as told by a few relations, and every relation that follows from them.
//
// Threads: one family, one thread. Cost: the number of people cubed, times the kinds of kin squared, at worst.
#pragma once

#include <cstddef>
#include <set>
#include <tuple>
#include <vector>

#include "datasets/solvers/clutrr/kinship.h"

namespace lethe::clutrr {

class Family {
 public:
  // `relative` is that kin of `person`; people are any numbers. Takes in what follows as well.
  void Tell(size_t person, Kin kin, size_t relative);

  // All that follows, in the order of preference; empty when nothing does.
  std::vector<Kin> Relations(size_t person, size_t relative) const;

  // The same relations seen from the other side too: who has a father is his child.
  Family WithInverses() const;

 private:
  using Fact = std::tuple<size_t, Kin, size_t>;
  std::set<Fact> told_, facts_;
};

}  // namespace lethe::clutrr

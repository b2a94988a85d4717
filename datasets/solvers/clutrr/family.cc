#include "datasets/solvers/clutrr/family.h"

namespace lethe::clutrr {
namespace {

using Fact = std::tuple<size_t, Kin, size_t>;

// Adds what two facts that meet in one person say of the other two. Nobody is a relative of their own.
void Join(const Fact& first, const Fact& second, std::vector<Fact>& out) {
  const auto& [person, kin, middle] = first;
  const auto& [from, next, relative] = second;
  if (middle != from || person == relative) return;
  if (const auto both = Compose(kin, next)) out.emplace_back(person, *both, relative);
}

}  // namespace

void Family::Tell(size_t person, Kin kin, size_t relative) {
  told_.emplace(person, kin, relative);
  std::vector<Fact> open = {{person, kin, relative}};
  while (!open.empty()) {
    const Fact fact = open.back();
    open.pop_back();
    if (!facts_.insert(fact).second) continue;
    for (const Fact& other : facts_) {
      Join(fact, other, open);
      Join(other, fact, open);
    }
  }
}

std::vector<Kin> Family::Relations(size_t person, size_t relative) const {
  std::vector<Kin> relations;
  for (const auto& [from, kin, to] : facts_) {
    if (from == person && to == relative) relations.push_back(kin);
  }
  return relations;  // in the order of Kin, as the facts are
}

Family Family::WithInverses() const {
  Family family;
  for (const auto& [person, kin, relative] : told_) {
    family.Tell(person, kin, relative);
    family.Tell(relative, Inverse(kin), person);
  }
  return family;
}

}  // namespace lethe::clutrr

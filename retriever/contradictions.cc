#include "retriever/contradictions.h"

#include <algorithm>
#include <string>

#include "retriever/fact.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

// `end` lies before `begin`, as far as both dates go.
bool EndsBefore(const std::string& end, const std::string& begin) {
  return !end.empty() && !begin.empty() && CompareDates(end, begin) < 0;
}

bool Contradict(const v1::Fact& a, const v1::Fact& b) {
  return ValidityOverlaps(a, b) && NormalizeKey(a.object()) != NormalizeKey(b.object());
}

}  // namespace

bool ValidityOverlaps(const v1::Fact& a, const v1::Fact& b) {
  return !EndsBefore(a.valid_to(), b.valid_from()) && !EndsBefore(b.valid_to(), a.valid_from());
}

ContradictionReport FindContradictions(const StoreSnapshot& store, size_t limit) {
  ContradictionReport report;
  store.ForEachSharedKey([&](const std::vector<v1::Fact>& facts) {
    Contradiction found;
    for (const v1::Fact& fact : facts) {
      const bool disagrees =
          std::any_of(facts.begin(), facts.end(), [&fact](const v1::Fact& other) { return Contradict(fact, other); });
      if (disagrees) found.facts.push_back(fact);
    }
    if (found.facts.empty()) return;
    ++report.count;
    if (report.shown.size() < limit) report.shown.push_back(std::move(found));
  });
  return report;
}

}  // namespace lethe

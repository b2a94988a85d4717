// Which facts a deletion takes.
//
// Candidates are the facts named by id, subject or source (all facts when none of the three is given); of these go the
// ones that also fit every condition given. A fact without dates holds at any date, so `valid_at` alone would take
// nearly all of them. Errors: kInvalidArgument for an empty selection, for `valid_at` alone and for a date that is
// none, naming the field. Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe {

struct FactSelection {
  std::vector<std::string> ids;
  std::vector<std::string> subjects;  // in any spelling
  std::vector<std::string> sources;
  // Conditions.
  std::vector<std::string> tags;  // all of them
  std::string valid_at;           // ISO date on which the fact holds
  std::string ended_before;       // ISO date before which its validity ended
};

bool HasConditions(const FactSelection& selection);
void CheckSelection(const FactSelection& selection);

// Asks about one fact after another.
class FactSelector {
 public:
  explicit FactSelector(const FactSelection& selection);
  bool Selects(const v1::Fact& fact) const;

 private:
  FactSelection selection_;  // subjects as keys
  v1::SearchFilter filter_;
};

}  // namespace lethe

#include "retriever/fact_selection.h"

#include <algorithm>

#include "base/error.h"
#include "retriever/fact.h"
#include "retriever/normalize.h"
#include "retriever/search/fact_filter.h"

namespace lethe {
namespace {

bool Holds(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool NamesAny(const FactSelection& selection) {
  return !selection.ids.empty() || !selection.subjects.empty() || !selection.sources.empty();
}

v1::SearchFilter FilterOf(const FactSelection& selection) {
  v1::SearchFilter filter;
  for (const std::string& tag : selection.tags) filter.add_tags(tag);
  filter.set_valid_at(selection.valid_at);
  return filter;
}

// A validity that ended in the course of the period named by a shorter date did not end before it.
bool EndedBefore(const v1::Fact& fact, const std::string& date) {
  return !fact.valid_to().empty() && CompareDates(fact.valid_to(), date) < 0;
}

}  // namespace

bool HasConditions(const FactSelection& selection) {
  return !selection.tags.empty() || !selection.valid_at.empty() || !selection.ended_before.empty();
}

void CheckSelection(const FactSelection& selection) {
  if (!NamesAny(selection) && !HasConditions(selection)) {
    throw Error(Code::kInvalidArgument,
                "nothing is selected: give ids, subjects, sources, tags or the end of a validity, so that not all "
                "facts go");
  }
  CheckFilterDate("valid_at", selection.valid_at);
  CheckFilterDate("ended_before", selection.ended_before);
  if (!NamesAny(selection) && selection.tags.empty() && selection.ended_before.empty()) {
    throw Error(
        Code::kInvalidArgument,
        StrCat("valid_at: ", selection.valid_at,
               " alone selects every fact without dates too, since it holds at any date; say which facts by id, "
               "subject, source or tag, or give ended_before for those that hold no more"));
  }
}

FactSelector::FactSelector(const FactSelection& selection) : selection_(selection), filter_(FilterOf(selection)) {
  for (std::string& subject : selection_.subjects) subject = NormalizeKey(subject);
}

bool FactSelector::Selects(const v1::Fact& fact) const {
  const bool named = !NamesAny(selection_) || Holds(selection_.ids, fact.id()) ||
                     Holds(selection_.sources, fact.source()) ||
                     (!selection_.subjects.empty() && !fact.subject().empty() &&
                      Holds(selection_.subjects, NormalizeKey(fact.subject())));
  if (!named || !Allows(filter_, fact)) return false;
  return selection_.ended_before.empty() || EndedBefore(fact, selection_.ended_before);
}

}  // namespace lethe

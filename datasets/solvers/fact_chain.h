// Questions over triples, answered by look-up, joining, counting, comparing and date arithmetic.
//
// Names are equal when they differ in case and outer white space at most. An answer lists its values in the order of
// the facts, each once, and the facts that it used; no value means that the facts do not tell ("unknown").
// Cost: a look-up is one search in an index; the facts are held once. Threads: const calls from any thread.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "datasets/solvers/calendar.h"
#include "datasets/solvers/horn_rules.h"

namespace lethe {

struct StatedFact {
  std::string subject, relation, object;
};

struct FactAnswer {
  std::vector<std::string> values;
  std::vector<size_t> uses;  // indices into the facts, in the order of use

  bool known() const { return !values.empty(); }
};

class FactChain {
 public:
  explicit FactChain(std::vector<StatedFact> facts);

  // The objects reached from `subject` along `path`; every step goes on from all objects of the step before.
  FactAnswer Compose(std::string_view subject, const std::vector<std::string>& path) const;
  // The subjects that stand in `relation` to `object`.
  FactAnswer Inverse(std::string_view relation, std::string_view object) const;
  // How many objects the subject has, as digits; unknown, not "0", where it has none.
  FactAnswer Count(std::string_view subject, std::string_view relation) const;
  // The subjects that stand in every one of the relations to its object.
  FactAnswer Intersect(const std::vector<std::pair<std::string, std::string>>& relations_and_objects) const;

  // Of `a` and `b`, the one whose object in `relation` is greater or later (with `least`: smaller or earlier); unknown
  // where one has no number or date, or the two are equal or not to be ordered.
  FactAnswer Compare(std::string_view a, std::string_view b, std::string_view relation, bool least = false) const;
  // The same among all subjects of the relation; unknown as soon as one of them cannot be ordered, and several values
  // where the first place is shared.
  FactAnswer Superlative(std::string_view relation, bool least = false) const;

  // Whole years from the first's date to the second's, never negative.
  FactAnswer YearsBetween(std::string_view a, std::string_view relation_a, std::string_view b,
                          std::string_view relation_b) const;
  // The date `days` after (or before) the subject's date, which must be given to the day.
  FactAnswer DaysAfter(std::string_view subject, std::string_view relation, int days) const;
  // The year `years` after that of the subject's date, and the age that it reaches in `year`.
  FactAnswer YearAfter(std::string_view subject, std::string_view relation, int years) const;
  FactAnswer AgeInYear(std::string_view subject, std::string_view relation, int year) const;

  // True where stated. False where the subject has other objects and `functional` says that it can have only one.
  // Otherwise unknown: not stated is not denied.
  Truth Holds(const StatedFact& asked, bool functional) const;

  const std::vector<StatedFact>& facts() const { return facts_; }

 private:
  const std::vector<size_t>& Lookup(std::string_view subject, std::string_view relation) const;
  // The one fact of subject and relation; nullopt where there is none, or several with different objects.
  std::optional<size_t> Only(std::string_view subject, std::string_view relation) const;

  std::vector<StatedFact> facts_;
  std::unordered_map<std::string, std::vector<size_t>> by_subject_, by_object_, by_relation_;
};

struct Quantity {
  double number = 0;
  std::string unit;
};

// What can be ordered of a value's text, read once for many comparisons.
struct OrderedValue {
  explicit OrderedValue(std::string_view text);

  std::optional<PartialDate> date;
  std::optional<Quantity> quantity;
};

// The order of two values that are both dates or both numbers ("1,200 m" and "900 m", "$5" and "$1,200"); unordered
// otherwise, and for numbers with different units.
std::partial_ordering CompareValues(std::string_view a, std::string_view b);
std::partial_ordering CompareValues(const OrderedValue& a, const OrderedValue& b);

}  // namespace lethe

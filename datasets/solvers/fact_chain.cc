#include "datasets/solvers/fact_chain.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"

namespace lethe {
namespace {

std::string Key(std::string_view name) {
  return AsciiLower(Trim(name));
}
std::string Key(std::string_view a, std::string_view b) {
  return Key(a).append("\t").append(Key(b));
}

const std::vector<size_t>& Find(const std::unordered_map<std::string, std::vector<size_t>>& index,
                                const std::string& key) {
  static const std::vector<size_t> kNone;
  const auto found = index.find(key);
  return found == index.end() ? kNone : found->second;
}

bool SameKey(std::string_view a, std::string_view b) {
  return SameButForCase(Trim(a), Trim(b));
}

bool Contains(const std::vector<std::string>& values, std::string_view value) {
  return std::any_of(values.begin(), values.end(), [&](const std::string& other) { return SameKey(other, value); });
}

void AddValue(FactAnswer& answer, const std::string& value) {
  if (!Contains(answer.values, value)) answer.values.push_back(value);
}

// "1,200 m" -> (1200, "m"), "$5" -> (5, "$").
std::optional<Quantity> QuantityOf(std::string_view text) {
  std::string digits(Trim(text));
  std::erase(digits, ',');
  Quantity quantity;
  std::string sign;
  for (const std::string_view currency : {"$", "£", "€", "¥"}) {
    if (!digits.starts_with(currency)) continue;
    sign = currency;
    digits.erase(0, currency.size());
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), quantity.number);
  if (error != std::errc() || !std::isfinite(quantity.number)) return std::nullopt;
  quantity.unit = sign + Key(std::string_view(end, digits.data() + digits.size() - end));
  return quantity;
}

}  // namespace

OrderedValue::OrderedValue(std::string_view text) : date(ParsePartialDate(text)), quantity(QuantityOf(text)) {}

std::partial_ordering CompareValues(const OrderedValue& a, const OrderedValue& b) {
  if (a.date && b.date) return CompareDates(*a.date, *b.date);
  if (!a.quantity || !b.quantity || a.quantity->unit != b.quantity->unit) return std::partial_ordering::unordered;
  return a.quantity->number <=> b.quantity->number;
}

std::partial_ordering CompareValues(std::string_view a, std::string_view b) {
  return CompareValues(OrderedValue(a), OrderedValue(b));
}

FactChain::FactChain(std::vector<StatedFact> facts) : facts_(std::move(facts)) {
  for (size_t i = 0; i < facts_.size(); ++i) {
    by_subject_[Key(facts_[i].subject, facts_[i].relation)].push_back(i);
    by_object_[Key(facts_[i].relation, facts_[i].object)].push_back(i);
    by_relation_[Key(facts_[i].relation)].push_back(i);
  }
}

const std::vector<size_t>& FactChain::Lookup(std::string_view subject, std::string_view relation) const {
  return Find(by_subject_, Key(subject, relation));
}

std::optional<size_t> FactChain::Only(std::string_view subject, std::string_view relation) const {
  const std::vector<size_t>& found = Lookup(subject, relation);
  if (found.empty()) return std::nullopt;
  const std::string& object = facts_[found.front()].object;
  const bool one = std::all_of(found.begin(), found.end(), [&](size_t i) { return SameKey(facts_[i].object, object); });
  return one ? std::optional(found.front()) : std::nullopt;
}

FactAnswer FactChain::Compose(std::string_view subject, const std::vector<std::string>& path) const {
  FactAnswer answer;
  if (path.empty()) return answer;
  answer.values.emplace_back(subject);
  for (const std::string& relation : path) {
    FactAnswer next;
    next.uses = answer.uses;
    for (const std::string& from : answer.values) {
      for (const size_t i : Lookup(from, relation)) {
        AddValue(next, facts_[i].object);
        next.uses.push_back(i);
      }
    }
    if (!next.known()) return {};
    answer = std::move(next);
  }
  return answer;
}

FactAnswer FactChain::Inverse(std::string_view relation, std::string_view object) const {
  FactAnswer answer;
  for (const size_t i : Find(by_object_, Key(relation, object))) {
    AddValue(answer, facts_[i].subject);
    answer.uses.push_back(i);
  }
  return answer;
}

FactAnswer FactChain::Count(std::string_view subject, std::string_view relation) const {
  FactAnswer answer = Compose(subject, {std::string(relation)});
  if (answer.known()) answer.values = {std::to_string(answer.values.size())};
  return answer;
}

FactAnswer FactChain::Intersect(const std::vector<std::pair<std::string, std::string>>& relations_and_objects) const {
  FactAnswer answer;
  for (size_t k = 0; k < relations_and_objects.size(); ++k) {
    const FactAnswer with = Inverse(relations_and_objects[k].first, relations_and_objects[k].second);
    if (k == 0) answer.values = with.values;
    std::erase_if(answer.values, [&](const std::string& value) { return !Contains(with.values, value); });
    answer.uses.insert(answer.uses.end(), with.uses.begin(), with.uses.end());
  }
  // Facts about those who fell out on the way support nothing.
  std::erase_if(answer.uses, [&](size_t i) { return !Contains(answer.values, facts_[i].subject); });
  return answer;
}

FactAnswer FactChain::Compare(std::string_view a, std::string_view b, std::string_view relation, bool least) const {
  const auto fact_a = Only(a, relation), fact_b = Only(b, relation);
  if (!fact_a || !fact_b) return {};
  const std::partial_ordering order = CompareValues(facts_[*fact_a].object, facts_[*fact_b].object);
  if (order != std::partial_ordering::less && order != std::partial_ordering::greater) return {};
  const bool first = (order == std::partial_ordering::greater) != least;
  return {{facts_[first ? *fact_a : *fact_b].subject}, {*fact_a, *fact_b}};
}

FactAnswer FactChain::Superlative(std::string_view relation, bool least) const {
  FactAnswer answer;
  std::optional<size_t> best;
  for (const size_t i : Find(by_relation_, Key(relation))) {
    answer.uses.push_back(i);
    const std::partial_ordering order = CompareValues(facts_[i].object, facts_[best.value_or(i)].object);
    if (order == std::partial_ordering::unordered) return {};
    if (order == std::partial_ordering::equivalent) {
      if (!best) best = i;
      AddValue(answer, facts_[i].subject);
    } else if ((order == std::partial_ordering::greater) != least) {
      best = i;
      answer.values = {facts_[i].subject};
    }
  }
  return answer;
}

FactAnswer FactChain::YearsBetween(std::string_view a, std::string_view relation_a, std::string_view b,
                                   std::string_view relation_b) const {
  const auto fact_a = Only(a, relation_a), fact_b = Only(b, relation_b);
  if (!fact_a || !fact_b) return {};
  const auto date_a = ParsePartialDate(facts_[*fact_a].object), date_b = ParsePartialDate(facts_[*fact_b].object);
  if (!date_a || !date_b) return {};
  // A year alone against a day leaves a year open, and so the number.
  if (!SamePrecision(*date_a, *date_b)) return {};
  return {{std::to_string(std::abs(WholeYearsBetween(*date_a, *date_b)))}, {*fact_a, *fact_b}};
}

FactAnswer FactChain::DaysAfter(std::string_view subject, std::string_view relation, int days) const {
  const auto fact = Only(subject, relation);
  const auto date = fact ? ParsePartialDate(facts_[*fact].object) : std::nullopt;
  if (!date || date->day == 0) return {};
  return {{FormatPartialDate(DateOfDay(DayNumber(*date) + days))}, {*fact}};
}

FactAnswer FactChain::YearAfter(std::string_view subject, std::string_view relation, int years) const {
  const auto fact = Only(subject, relation);
  const auto date = fact ? ParsePartialDate(facts_[*fact].object) : std::nullopt;
  if (!date) return {};
  return {{FormatPartialDate({date->year + years, 0, 0})}, {*fact}};
}

FactAnswer FactChain::AgeInYear(std::string_view subject, std::string_view relation, int year) const {
  const auto fact = Only(subject, relation);
  const auto date = fact ? ParsePartialDate(facts_[*fact].object) : std::nullopt;
  if (!date || date->year > year) return {};
  return {{std::to_string(year - date->year)}, {*fact}};
}

Truth FactChain::Holds(const StatedFact& asked, bool functional) const {
  const std::vector<size_t>& found = Lookup(asked.subject, asked.relation);
  const bool stated =
      std::any_of(found.begin(), found.end(), [&](size_t i) { return SameKey(facts_[i].object, asked.object); });
  if (stated) return Truth::kTrue;
  return functional && !found.empty() ? Truth::kFalse : Truth::kUnknown;
}

}  // namespace lethe

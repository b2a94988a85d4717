#include "datasets/derived_step.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/calendar.h"
#include "datasets/solvers/fact_chain.h"

namespace lethe {
namespace {

constexpr std::string_view kSo = ", so ", kShare = ") share ", kYears = " in full years: ", kToYear = " to the year ";

bool Before(std::partial_ordering order, bool least) {
  return order == (least ? std::partial_ordering::less : std::partial_ordering::greater);
}

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Whether the text is what some right order of the cited values would be put as.
bool OrderFollows(const std::string& text, std::span<const CitedValue> cited) {
  for (size_t first = 0; first < cited.size(); ++first) {
    std::vector<std::string> values = {cited[first].value};
    for (size_t i = 0; i < cited.size(); ++i) {
      if (i != first) values.push_back(cited[i].value);
    }
    for (const bool least : {false, true}) {
      const bool right = std::all_of(values.begin() + 1, values.end(), [&](const std::string& value) {
        return Before(CompareValues(values[0], value), least);
      });
      if (!right) continue;
      if (text == OrderStep(values, least, cited[first].subject)) return true;
      const bool yes_or_no = first == 0 && cited.size() == 2;
      if (yes_or_no && (text == OrderStep(values, least, "yes") || text == OrderStep(values, least, "no"))) return true;
    }
  }
  return false;
}

bool ShareFollows(const std::string& text, std::span<const CitedValue> cited) {
  std::vector<std::string> a, b;
  size_t keys = 1;
  for (size_t i = 0; i < cited.size(); ++i) {
    if (i > 0 && (cited[i].subject != cited[i - 1].subject || cited[i].relation != cited[i - 1].relation)) ++keys;
    (keys == 1 ? a : b).push_back(cited[i].value);
  }
  std::vector<std::string> shared;
  std::copy_if(a.begin(), a.end(), std::back_inserter(shared),
               [&](const std::string& name) { return std::find(b.begin(), b.end(), name) != b.end(); });
  return keys == 2 && shared.size() == 1 && text == ShareStep(a, b, shared[0]);
}

bool YearsFollow(const std::string& text, std::span<const CitedValue> cited) {
  if (cited.size() != 2) return false;
  const auto a = ParsePartialDate(cited[0].value), b = ParsePartialDate(cited[1].value);
  if (!a || !b || !SamePrecision(*a, *b)) return false;
  const std::string years = std::to_string(std::abs(WholeYearsBetween(*a, *b)));
  return text == YearsStep(cited[0].value, cited[1].value, years) ||
         text == YearsStep(cited[1].value, cited[0].value, years);
}

// The digits that begin at `at`, as a number; none where a year would leave the calendar by it.
std::optional<int> NumberAt(std::string_view text, size_t at) {
  const size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
  const auto number = ParseNumber<int>(text.substr(at, end - at));
  return number && *number <= kFarthestYear ? number : std::nullopt;
}

// "D + 30 days = E", "D - 30 days = E", "D + 30 years = Y", "D to the year Y: 30".
bool ReckoningFollows(const std::string& text, std::span<const CitedValue> cited) {
  if (cited.size() != 1) return false;
  const std::string& given = cited[0].value;
  const auto date = ParsePartialDate(given);
  if (!date || !text.starts_with(given)) return false;
  const size_t behind = given.size();
  if (text.compare(behind, kToYear.size(), kToYear) == 0) {
    const auto year = NumberAt(text, behind + kToYear.size());
    return year && text == AgeStep(given, std::to_string(*year), std::to_string(*year - date->year));
  }
  const bool minus = text.compare(behind, 3, " - ") == 0;
  if (!minus && text.compare(behind, 3, " + ") != 0) return false;
  const auto number = NumberAt(text, behind + 3);
  if (!number) return false;
  if (Has(text, " years = "))
    return !minus && text == YearStep(given, *number, FormatPartialDate({date->year + *number, 0, 0}));
  const int days = minus ? -*number : *number;
  return date->day != 0 && text == DaysStep(given, days, FormatPartialDate(DateOfDay(DayNumber(*date) + days)));
}

bool SameFollows(const std::string& text, std::span<const CitedValue> cited) {
  if (cited.size() != 1) return false;
  const std::string& value = cited[0].value;
  for (const std::string_view word : {" is not ", " is "}) {
    if (!text.starts_with(value + std::string(word))) continue;
    const size_t from = value.size() + word.size(), to = text.rfind(kSo);
    if (to == std::string::npos || to < from) continue;
    const std::string asked = text.substr(from, to - from);
    if (text == SameStep(value, asked, false) || text == SameStep(value, asked, true)) return true;
  }
  return false;
}

}  // namespace

std::string OrderStep(const std::vector<std::string>& values, bool least, const std::string& conclusion) {
  return StrCat(values[0], least ? " < " : " > ", Join(std::vector(values.begin() + 1, values.end()), ", "), kSo,
                conclusion);
}

std::string CountStep(const std::vector<std::string>& values) {
  std::string out;
  for (size_t i = 0; i < values.size(); ++i) out += StrCat(i == 0 ? "" : ", ", i + 1, " ", values[i]);
  return StrCat(out, kSo, values.size());
}

std::string ShareStep(const std::vector<std::string>& a, const std::vector<std::string>& b, const std::string& shared) {
  return StrCat("(", Join(a, ", "), ") and (", Join(b, ", "), kShare, shared);
}

std::string YearsStep(const std::string& from, const std::string& to, const std::string& years) {
  return StrCat(from, " to ", to, kYears, years);
}

std::string AgeStep(const std::string& from, const std::string& year, const std::string& years) {
  return StrCat(from, kToYear, year, ": ", years);
}

std::string DaysStep(const std::string& date, int days, const std::string& result) {
  return StrCat(date, days < 0 ? " - " : " + ", std::abs(days), " days = ", result);
}

std::string YearStep(const std::string& date, int years, const std::string& result) {
  return StrCat(date, " + ", years, " years = ", result);
}

std::string SameStep(const std::string& value, const std::string& asked, bool denied) {
  const bool same = AsciiLower(value) == AsciiLower(asked);
  const std::string_view verdict = denied ? (same ? "it is true: no" : "it is false: yes") : (same ? "yes" : "no");
  return StrCat(value, same ? " is " : " is not ", asked, kSo, verdict);
}

bool IsCount(const std::string& text, std::span<const CitedValue> cited) {
  std::vector<std::string> values;
  for (const CitedValue& value : cited) {
    const bool same_key = value.subject == cited[0].subject && value.relation == cited[0].relation;
    if (!same_key || std::find(values.begin(), values.end(), value.value) != values.end()) return false;
    values.push_back(value.value);
  }
  return text == CountStep(values);
}

std::optional<std::string> CheckDerivedStep(const std::string& text, std::span<const CitedValue> cited) {
  const bool known = Has(text, kSo) || Has(text, kShare) || Has(text, kYears) || Has(text, kToYear) ||
                     Has(text, " days = ") || Has(text, " years = ");
  if (!known || cited.empty()) return std::nullopt;
  const bool follows = OrderFollows(text, cited) || IsCount(text, cited) || ShareFollows(text, cited) ||
                       YearsFollow(text, cited) || ReckoningFollows(text, cited) || SameFollows(text, cited);
  return follows ? "" : StrCat("\"", text, "\" does not follow from what it cites");
}

}  // namespace lethe

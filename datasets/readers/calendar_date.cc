#include "datasets/readers/calendar_date.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

// 1-12, or 0.
int MonthOf(std::string_view word) {
  const auto* found = std::find(kMonths.begin(), kMonths.end(), word);
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

// A whole number, or 0.
int NumberOf(std::string_view word) {
  int number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() && number > 0 ? number : 0;
}

}  // namespace

std::optional<CalendarDate> ParseDate(std::string_view text) {
  std::vector<std::string_view> words = SplitWords(text);
  for (std::string_view& word : words) {
    if (word.ends_with(',')) word.remove_suffix(1);
  }
  CalendarDate date;
  if (words.size() == 1) {
    date = {NumberOf(words[0]), 0, 0};
  } else if (words.size() == 2) {
    date = {NumberOf(words[1]), MonthOf(words[0]), 0};
  } else if (words.size() == 3) {
    const bool day_first = MonthOf(words[1]) > 0;
    date = {NumberOf(words[2]), MonthOf(words[day_first ? 1 : 0]), NumberOf(words[day_first ? 0 : 1])};
  }
  const bool whole = date.year > 0 && date.year < 10000 && (words.size() < 2 || date.month > 0) &&
                     (words.size() < 3 || (date.day > 0 && date.day < 32));
  return whole ? std::optional(date) : std::nullopt;
}

std::vector<std::string> DateSpellings(std::string_view text) {
  std::vector<std::string> spellings = {std::string(text)};
  const auto date = ParseDate(text);
  if (!date || date->day == 0) return spellings;
  const std::string_view month = kMonths[static_cast<size_t>(date->month - 1)];
  for (const std::string& other :
       {StrCat(date->day, " ", month, " ", date->year), StrCat(month, " ", date->day, ", ", date->year),
        StrCat(month, " ", date->day, " ", date->year)}) {
    if (other != text) spellings.push_back(other);
  }
  return spellings;
}

}  // namespace lethe

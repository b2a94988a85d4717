#include "datasets/solvers/calendar.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"

namespace lethe {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

// 1 to 12 for a month's name or its beginning ("Sept", "oct."), else 0.
int MonthOf(std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  if (word.size() < 3) return 0;
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (SameButForCase(kMonths[i].substr(0, word.size()), word)) return static_cast<int>(i) + 1;
  }
  return 0;
}

// "14", "14th", "1st"; nullopt for other words.
std::optional<int> NumberOf(std::string_view word) {
  constexpr size_t kEnding = 2;
  for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
    if (word.size() > kEnding && SameButForCase(word.substr(word.size() - kEnding), ending)) {
      word.remove_suffix(kEnding);
      break;
    }
  }
  const auto number = ParseNumber<int>(word);
  return number && *number >= 0 ? number : std::nullopt;
}

bool IsLeap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int DaysIn(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

std::optional<PartialDate> Checked(const PartialDate& date) {
  if (date.year > kFarthestYear || date.year < -kFarthestYear) return std::nullopt;
  if (date.month < 0 || date.month > 12 || (date.month == 0 && date.day != 0)) return std::nullopt;
  if (date.day < 0 || (date.month != 0 && date.day > DaysIn(date.year, date.month))) return std::nullopt;
  return date;
}

// "1927-10-14" and "14.10.1927"; nullopt when a part is no number.
std::optional<PartialDate> ParseDigits(std::string_view text) {
  for (const char separator : {'-', '.', '/'}) {
    if (std::count(text.begin(), text.end(), separator) != 2) continue;
    const std::vector<std::string_view> parts = Split(text, separator);
    std::array<int, 3> numbers{};
    for (size_t i = 0; i < 3; ++i) {
      const std::optional<int> number = NumberOf(parts[i]);
      if (!number) return std::nullopt;
      numbers[i] = *number;
    }
    // Where the year stands first the order is year, month, day; with full stops the day stands first. A date with
    // slashes and the year last is read differently on either side of an ocean, so it is refused.
    if (parts[0].size() == 4) return Checked({numbers[0], numbers[1], numbers[2]});
    if (separator == '.' && parts[2].size() == 4) return Checked({numbers[2], numbers[1], numbers[0]});
    return std::nullopt;
  }
  return std::nullopt;
}

constexpr size_t kMostWords = 3;  // day, month, year

struct Words {
  std::array<std::string_view, kMostWords> words;
  size_t count = 0;  // one more than there is room for: too many
  bool before_christ = false;
};

// Calls `take` with the pieces between commas and white space until it returns false.
template <typename Take>
void ForEachWord(std::string_view text, const Take& take) {
  const auto parts = [](char c) { return c == ',' || c == ' ' || (c >= '\t' && c <= '\r'); };
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && !parts(text[at])) ++at;
    if (at > begin && !take(text.substr(begin, at - begin))) return;
    ++at;
  }
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view other) { return SameButForCase(word, other); });
}

// Drops commas, "of", "circa" and the era, which is remembered.
Words Significant(std::string_view text) {
  Words result;
  ForEachWord(text, [&](std::string_view word) {
    if (IsOneOf(word, {"bc", "bce"})) {
      result.before_christ = true;
    } else if (!IsOneOf(word, {"of", "c.", "ca.", "circa", "about", "ad", "ce", "the"})) {
      if (result.count < kMostWords) result.words[result.count] = word;
      ++result.count;
    }
    return result.count <= kMostWords;
  });
  return result;
}

}  // namespace

std::optional<PartialDate> ParsePartialDate(std::string_view text) {
  const auto [words, count, before_christ] = Significant(text);
  if (count > kMostWords) return std::nullopt;
  if (count == 1 && !before_christ) {
    if (const auto date = ParseDigits(words[0])) return date;
  }
  PartialDate date;
  std::array<int, kMostWords> numbers{};
  size_t given = 0;
  for (const std::string_view word : std::span(words).first(count)) {
    const int month = MonthOf(word);
    const std::optional<int> number = NumberOf(word);
    if ((month == 0 && !number) || (month != 0 && date.month != 0)) return std::nullopt;
    if (month != 0) date.month = month;
    if (number) numbers[given++] = *number;
  }
  // The year comes last, whichever of day and month comes first; "14 October" has none.
  if (given == 0 || given > (date.month == 0 ? 1u : 2u)) return std::nullopt;
  date.year = before_christ ? 1 - numbers[given - 1] : numbers[given - 1];
  if (date.month != 0 && given == 1 && numbers[0] <= 31 && !before_christ) return std::nullopt;
  if (given == 2) {
    date.day = numbers[0];
    if (date.day == 0) return std::nullopt;
  }
  return Checked(date);
}

std::string FormatPartialDate(const PartialDate& date) {
  const std::string year = date.year > 0 ? StrCat(date.year) : StrCat(1 - date.year, " BC");
  if (date.month == 0) return year;
  const std::string_view month = kMonths[date.month - 1];
  return date.day == 0 ? StrCat(month, " ", year) : StrCat(date.day, " ", month, " ", year);
}

std::vector<std::string> DateSpellings(std::string_view text) {
  std::vector<std::string> spellings = {std::string(text)};
  const auto date = ParsePartialDate(text);
  if (!date || date->day == 0 || date->year < 1) return spellings;
  const std::string_view month = kMonths[static_cast<size_t>(date->month - 1)];
  for (const std::string& other : {FormatPartialDate(*date), StrCat(month, " ", date->day, ", ", date->year),
                                   StrCat(month, " ", date->day, " ", date->year)}) {
    if (other != text) spellings.push_back(other);
  }
  return spellings;
}

std::partial_ordering CompareDates(const PartialDate& a, const PartialDate& b) {
  if (a.year != b.year) return a.year <=> b.year;
  if (a.month == 0 || b.month == 0) {
    return a.month == b.month ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  }
  if (a.month != b.month) return a.month <=> b.month;
  if (a.day == 0 || b.day == 0) {
    return a.day == b.day ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  }
  return a.day <=> b.day;
}

bool SamePrecision(const PartialDate& a, const PartialDate& b) {
  return (a.month == 0) == (b.month == 0) && (a.day == 0) == (b.day == 0);
}

int64_t DayNumber(const PartialDate& date) {
  const int month = std::max(date.month, 1), day = std::max(date.day, 1);
  // Years begin in March, so that the leap day is the last one.
  const int64_t year = date.year - (month <= 2 ? 1 : 0);
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

PartialDate DateOfDay(int64_t day_number) {
  const int64_t shifted = day_number + 719468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int64_t day_of_era = shifted - era * 146097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  const int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), month, day};
}

int WholeYearsBetween(const PartialDate& from, const PartialDate& to) {
  if (DayNumber(to) < DayNumber(from)) return -WholeYearsBetween(to, from);
  const bool birthday_to_come =
      std::pair(std::max(to.month, 1), std::max(to.day, 1)) < std::pair(std::max(from.month, 1), std::max(from.day, 1));
  return to.year - from.year - (birthday_to_come ? 1 : 0);
}

}  // namespace lethe

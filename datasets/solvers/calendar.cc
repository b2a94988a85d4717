#include "datasets/solvers/calendar.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

// 1 to 12 for a month's name or its beginning ("Sept", "oct."), else 0.
int MonthOf(std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  if (word.size() < 3) return 0;
  const std::string lower = AsciiLower(word);
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (AsciiLower(kMonths[i]).starts_with(lower)) return static_cast<int>(i) + 1;
  }
  return 0;
}

// "14", "14th", "1st"; nullopt for other words.
std::optional<int> NumberOf(std::string_view word) {
  const std::string lower = AsciiLower(word);
  std::string_view digits = lower;
  for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
    if (digits.size() > ending.size() && digits.ends_with(ending)) {
      digits.remove_suffix(ending.size());
      break;
    }
  }
  const auto number = ParseNumber<int>(digits);
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
    const std::vector<std::string_view> parts = Split(text, separator);
    if (parts.size() != 3) continue;
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

struct Words {
  std::vector<std::string> words;
  bool before_christ = false;
};

// Drops commas, "of", "circa" and the era, which is remembered.
Words Significant(std::string_view text) {
  const std::string spaced = ReplaceAll(std::string(text), ",", " ");
  Words result;
  for (const std::string_view word : SplitWords(spaced)) {
    const std::string lower = AsciiLower(word);
    if (lower == "bc" || lower == "bce") {
      result.before_christ = true;
    } else if (lower != "of" && lower != "c." && lower != "ca." && lower != "circa" && lower != "about" &&
               lower != "ad" && lower != "ce" && lower != "the") {
      result.words.emplace_back(word);
    }
  }
  return result;
}

}  // namespace

std::optional<PartialDate> ParsePartialDate(std::string_view text) {
  const auto [words, before_christ] = Significant(text);
  if (words.size() == 1 && !before_christ) {
    if (const auto date = ParseDigits(words[0])) return date;
  }
  PartialDate date;
  std::vector<int> numbers;
  for (const std::string& word : words) {
    const int month = MonthOf(word);
    const std::optional<int> number = NumberOf(word);
    if ((month == 0 && !number) || (month != 0 && date.month != 0)) return std::nullopt;
    if (month != 0) date.month = month;
    if (number) numbers.push_back(*number);
  }
  // The year comes last, whichever of day and month comes first; "14 October" has none.
  if (numbers.empty() || numbers.size() > (date.month == 0 ? 1u : 2u)) return std::nullopt;
  date.year = before_christ ? 1 - numbers.back() : numbers.back();
  if (date.month != 0 && numbers.size() == 1 && numbers[0] <= 31 && !before_christ) return std::nullopt;
  if (numbers.size() == 2) {
    date.day = numbers.front();
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

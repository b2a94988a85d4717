// Dates as encyclopedias write them, and what can be said about their order and distance.
//
// Understood: "14 October 1927", "14th of October, 1927", "October 14, 1927", "Oct 1927", "1927", "1927-10-14",
// "14.10.1927", "c. 1103", "44 BC", "AD 79". Threads: values and pure functions.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

// Proleptic Gregorian; 1 BC is year 0, 2 BC is -1. Month and day are 0 where they are not given.
struct PartialDate {
  int year = 0;
  int month = 0;
  int day = 0;

  bool operator==(const PartialDate&) const = default;
};

// Years beyond are no years: their distances would not fit.
inline constexpr int kFarthestYear = 1'000'000'000;

// The whole text must be one date.
std::optional<PartialDate> ParsePartialDate(std::string_view text);
// "14 October 1927", "October 1927", "1927", "44 BC".
std::string FormatPartialDate(const PartialDate& date);
// The ways to write a date that is given to the day, the text's own way first; the text alone where it is none.
std::vector<std::string> DateSpellings(std::string_view text);

// Unordered where the parts that both give are equal and one of them gives more: 1927 and 14 October 1927.
std::partial_ordering CompareDates(const PartialDate& a, const PartialDate& b);

// Given to the same part, so that their distance in years is one number.
bool SamePrecision(const PartialDate& a, const PartialDate& b);

// Days since 1 January 1970; a missing month or day counts as the first.
// Source: H. Hinnant, chrono-Compatible Low-Level Date Algorithms.
int64_t DayNumber(const PartialDate& date);
PartialDate DateOfDay(int64_t day_number);
// Whole years from `from` to `to`, as ages are counted; negative when `to` is earlier.
int WholeYearsBetween(const PartialDate& from, const PartialDate& to);

}  // namespace lethe

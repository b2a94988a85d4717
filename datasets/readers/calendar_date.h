// Dates as encyclopedias write them: "5 October 1987", "October 5, 1987", "October 1987", "1987".
//
// Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace lethe {

struct CalendarDate {
  int year = 0;
  int month = 0;  // 0: not said
  int day = 0;    // 0: not said

  friend bool operator<(const CalendarDate& a, const CalendarDate& b) {
    return std::tie(a.year, a.month, a.day) < std::tie(b.year, b.month, b.day);
  }
  friend bool operator==(const CalendarDate&, const CalendarDate&) = default;
};

// The whole text as a date.
std::optional<CalendarDate> ParseDate(std::string_view text);

// The ways to write it, the text's own way first; the text alone where it is no date.
std::vector<std::string> DateSpellings(std::string_view text);

}  // namespace lethe

#include "datasets/solvers/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace lethe {
namespace {

PartialDate Date(std::string_view text) {
  const auto date = ParsePartialDate(text);
  EXPECT_TRUE(date) << text;
  return date.value_or(PartialDate{});
}

TEST(CalendarTest, WaysToWriteADate) {
  const PartialDate day{1927, 10, 14};
  for (const char* text : {"14 October 1927", "October 14, 1927", "14th of October, 1927", "14 Oct. 1927",
                           "the 14th October 1927", "1927-10-14", "14.10.1927", "1927/10/14"}) {
    EXPECT_EQ(Date(text), day) << text;
  }
  EXPECT_EQ(Date("1909"), (PartialDate{1909, 0, 0}));
  EXPECT_EQ(Date("May 1927"), (PartialDate{1927, 5, 0}));
  EXPECT_EQ(Date("c. 1103"), (PartialDate{1103, 0, 0}));
  EXPECT_EQ(Date("15 March 44 BC"), (PartialDate{-43, 3, 15}));
  EXPECT_EQ(Date("AD 79"), (PartialDate{79, 0, 0}));
  EXPECT_EQ(Date("29 February 2000"), (PartialDate{2000, 2, 29}));
}

TEST(CalendarTest, WhatIsNoDate) {
  for (const char* text : {"", "Oslo", "31 February 1900", "29 February 1900", "14 October", "1927 1928", "10/14/1927",
                           "October November 1927", "0 May 1927", "14 October 1927 1928", "room 12"}) {
    EXPECT_FALSE(ParsePartialDate(text)) << text;
  }
}

TEST(CalendarTest, WritesWhatItReads) {
  for (const char* text : {"14 October 1927", "October 1927", "1927", "44 BC", "15 March 44 BC"}) {
    EXPECT_EQ(FormatPartialDate(Date(text)), text);
  }
}

TEST(CalendarTest, OrderNeedsThePartsThatDecideIt) {
  EXPECT_EQ(CompareDates(Date("1926"), Date("14 October 1927")), std::partial_ordering::less);
  EXPECT_EQ(CompareDates(Date("44 BC"), Date("AD 79")), std::partial_ordering::less);
  EXPECT_EQ(CompareDates(Date("15 October 1927"), Date("14 October 1927")), std::partial_ordering::greater);
  EXPECT_EQ(CompareDates(Date("1927"), Date("1927")), std::partial_ordering::equivalent);
  EXPECT_EQ(CompareDates(Date("1927"), Date("14 October 1927")), std::partial_ordering::unordered);
  EXPECT_EQ(CompareDates(Date("October 1927"), Date("14 October 1927")), std::partial_ordering::unordered);
  EXPECT_EQ(CompareDates(Date("May 1927"), Date("14 October 1927")), std::partial_ordering::less);
}

TEST(CalendarTest, SpellingsBeginWithTheGivenOne) {
  EXPECT_EQ(DateSpellings("October 5, 1987"),
            (std::vector<std::string>{"October 5, 1987", "5 October 1987", "October 5 1987"}));
  EXPECT_EQ(DateSpellings("Oslo"), std::vector<std::string>{"Oslo"});
  EXPECT_EQ(DateSpellings("1987"), std::vector<std::string>{"1987"});
  EXPECT_EQ(DateSpellings("15 March 44 BC"), std::vector<std::string>{"15 March 44 BC"});
}

TEST(CalendarTest, DaysAreCountedFrom1970) {
  EXPECT_EQ(DayNumber({1970, 1, 1}), 0);
  EXPECT_EQ(DayNumber({2000, 3, 1}), 11017);
  EXPECT_EQ(DayNumber({1969, 12, 31}), -1);
  // One by one, over the ends of months, leap years and a century that has none.
  PartialDate date{1899, 12, 31};
  for (int64_t day = DayNumber(date); day < DayNumber({1905, 1, 1}); ++day) {
    EXPECT_EQ(DayNumber(DateOfDay(day)), day);
    EXPECT_LT(DayNumber(date), DayNumber(DateOfDay(day + 1)));
    date = DateOfDay(day + 1);
  }
  EXPECT_EQ(date, (PartialDate{1905, 1, 1}));
  EXPECT_EQ(DateOfDay(DayNumber({-43, 3, 15})), (PartialDate{-43, 3, 15}));
}

TEST(CalendarTest, Ages) {
  EXPECT_EQ(WholeYearsBetween({1900, 5, 2}, {1950, 5, 1}), 49);
  EXPECT_EQ(WholeYearsBetween({1900, 5, 2}, {1950, 5, 2}), 50);
  EXPECT_EQ(WholeYearsBetween({1950, 5, 2}, {1900, 5, 2}), -50);
  EXPECT_EQ(WholeYearsBetween({1900, 0, 0}, {1950, 0, 0}), 50);
}

}  // namespace
}  // namespace lethe

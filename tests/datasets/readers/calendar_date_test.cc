#include "datasets/readers/calendar_date.h"

#include <gmock/gmock.h>

namespace lethe {
namespace {

TEST(CalendarDateTest, ReadsTheWaysOfEncyclopedias) {
  const CalendarDate date{1987, 10, 5};
  for (const char* text : {"5 October 1987", "October 5, 1987", "October 5 1987"}) EXPECT_EQ(ParseDate(text), date);
  EXPECT_EQ(ParseDate("October 1987"), (CalendarDate{1987, 10, 0}));
  EXPECT_EQ(ParseDate("1987"), (CalendarDate{1987, 0, 0}));
  for (const char* text : {"", "Oslo", "5 Octember 1987", "October 50, 1987", "October", "5 6 7", "12345 67"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(CalendarDateTest, EarlierDatesAreLess) {
  EXPECT_LT(*ParseDate("30 December 1899"), *ParseDate("January 1, 1900"));
  EXPECT_LT(*ParseDate("2 March 1900"), *ParseDate("3 March 1900"));
}

TEST(CalendarDateTest, SpellingsBeginWithTheGivenOne) {
  EXPECT_THAT(DateSpellings("October 5, 1987"),
              ::testing::ElementsAre("October 5, 1987", "5 October 1987", "October 5 1987"));
  EXPECT_THAT(DateSpellings("Oslo"), ::testing::ElementsAre("Oslo"));
  EXPECT_THAT(DateSpellings("1987"), ::testing::ElementsAre("1987"));
}

}  // namespace
}  // namespace lethe

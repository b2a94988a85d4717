#include "datasets/derived_step.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

using Cited = std::vector<CitedValue>;

std::string Check(const std::string& text, const Cited& cited) {
  const auto problem = CheckDerivedStep(text, cited);
  return problem ? (problem->empty() ? "follows" : "wrong") : "other";
}

const Cited& Heights() {
  static const Cited kHeights = {{"Ann", "height", "1.8 m"}, {"Bo", "height", "1.9 m"}};
  return kHeights;
}

TEST(DerivedStep, OrdersAreDoneAgain) {
  EXPECT_EQ(OrderStep({"1.9 m", "1.8 m"}, false, "Bo"), "1.9 m > 1.8 m, so Bo");
  EXPECT_EQ(Check("1.9 m > 1.8 m, so Bo", Heights()), "follows");
  EXPECT_EQ(Check("1.8 m < 1.9 m, so Ann", Heights()), "follows");
  EXPECT_EQ(Check("1.9 m > 1.8 m, so Ann", Heights()), "wrong");
  EXPECT_EQ(Check("1.8 m > 1.9 m, so Ann", Heights()), "wrong");
  EXPECT_EQ(Check("1.8 m < 1.9 m, so no", Heights()), "follows");
  EXPECT_EQ(Check("1.8 m > 1.9 m, so yes", Heights()), "wrong");
  // Other units cannot be ordered.
  EXPECT_EQ(Check("3 km > 2 m, so Ann", {{"Ann", "r", "3 km"}, {"Bo", "r", "2 m"}}), "wrong");
  const Cited three = {{"A", "r", "3 May 1950"}, {"B", "r", "1927"}, {"C", "r", "May 4, 1950"}};
  EXPECT_EQ(Check("May 4, 1950 > 3 May 1950, 1927, so C", three), "follows");
  EXPECT_EQ(Check("May 4, 1950 > 3 May 1950, so C", three), "wrong");  // leaves one out
}

TEST(DerivedStep, CountsAndSharesAreDoneAgain) {
  const Cited children = {{"Ann", "child", "Bo"}, {"Ann", "child", "Cy"}};
  EXPECT_EQ(Check("1 Bo, 2 Cy, so 2", children), "follows");
  EXPECT_EQ(Check("1 Bo, 2 Cy, so 3", children), "wrong");
  EXPECT_EQ(Check("1 Bo, 2 Bo, so 2", {{"Ann", "child", "Bo"}, {"Ann", "child", "Bo"}}), "wrong");
  EXPECT_EQ(Check("1 Bo, 2 Cy, so 2", {{"Ann", "child", "Bo"}, {"Dan", "child", "Cy"}}), "wrong");
  const Cited shared = {{"Oslo", "inverse of born in", "Ann"},
                        {"Oslo", "inverse of born in", "Bo"},
                        {"Acme", "inverse of employer", "Bo"},
                        {"Acme", "inverse of employer", "Cy"}};
  EXPECT_EQ(Check("(Ann, Bo) and (Bo, Cy) share Bo", shared), "follows");
  EXPECT_EQ(Check("(Ann, Bo) and (Bo, Cy) share Cy", shared), "wrong");
}

TEST(DerivedStep, DatesAreReckonedAgain) {
  const Cited born = {{"Ann", "date of birth", "14 October 1927"}};
  const Cited both = {{"Ann", "born", "14 October 1927"}, {"Bo", "born", "3 March 1950"}};
  EXPECT_EQ(Check("14 October 1927 to 3 March 1950 in full years: 22", both), "follows");
  EXPECT_EQ(Check("14 October 1927 to 3 March 1950 in full years: 23", both), "wrong");
  EXPECT_EQ(Check("14 October 1927 + 30 days = 13 November 1927", born), "follows");
  EXPECT_EQ(Check("14 October 1927 + 30 days = 14 November 1927", born), "wrong");
  EXPECT_EQ(Check("14 October 1927 - 14 days = 30 September 1927", born), "follows");
  EXPECT_EQ(Check("14 October 1927 + 30 years = 1957", born), "follows");
  EXPECT_EQ(Check("14 October 1927 + 30 years = 1958", born), "wrong");
  EXPECT_EQ(Check("14 October 1927 to the year 1957: 30", born), "follows");
  EXPECT_EQ(Check("14 October 1927 to the year 1957: 29", born), "wrong");
}

TEST(DerivedStep, YesAndNoAreDoneAgain) {
  const Cited place = {{"Ann", "place of birth", "Oslo"}};
  EXPECT_EQ(Check(SameStep("Oslo", "oslo", false), place), "follows");
  EXPECT_EQ(SameStep("Oslo", "Rome", false), "Oslo is not Rome, so no");
  EXPECT_EQ(SameStep("Oslo", "Rome", true), "Oslo is not Rome, so it is false: yes");
  EXPECT_EQ(Check("Oslo is not Rome, so no", place), "follows");
  EXPECT_EQ(Check("Oslo is not Rome, so yes", place), "wrong");
  EXPECT_EQ(Check("Oslo is Rome, so yes", place), "wrong");
  EXPECT_EQ(Check("Oslo is not Oslo, so no", place), "wrong");
}

TEST(DerivedStep, YearsBeyondTheCalendarDoNotFollow) {
  const Cited born = {{"Ann", "date of birth", "44 BC"}};
  EXPECT_EQ(Check("44 BC to the year 2147483647: 0", born), "wrong");
  EXPECT_EQ(Check("44 BC + 99999999999 years = 1957", born), "wrong");
  EXPECT_EQ(Check("2147483647 + 30 years = 0", {{"Ann", "date of birth", "2147483647"}}), "wrong");
}

TEST(DerivedStep, ADateIsNoCount) {
  EXPECT_TRUE(IsCount("1 Bo, so 1", Cited{{"Ann", "child", "Bo"}}));
  EXPECT_FALSE(IsCount("1 May 1950 + 30 days = 31 May 1950", Cited{{"Ann", "date of birth", "1 May 1950"}}));
}

TEST(DerivedStep, LeavesOtherStepsAlone) {
  EXPECT_EQ(Check("Mary is in the kitchen", {{"Mary", "went to", "the kitchen"}}), "other");
  EXPECT_EQ(Check("1.9 m > 1.8 m, so Bo", {}), "other");
}

}  // namespace
}  // namespace lethe

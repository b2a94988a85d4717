#include "datasets/solvers/fact_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

FactChain World() {
  return FactChain({{"Ann Lee", "father", "Bo Lee"},             // 0
                    {"Bo Lee", "place of birth", "Oslo"},        // 1
                    {"Cem Al", "place of birth", "oslo"},        // 2
                    {"Ann Lee", "child", "Dan"},                 // 3
                    {"Ann Lee", "child", "Eve"},                 // 4
                    {"Dan", "place of birth", "Rome"},           // 5
                    {"Eve", "place of birth", "Oslo"},           // 6
                    {"Eve", "occupation", "singer"},             // 7
                    {"Cem Al", "occupation", "singer"},          // 8
                    {"Bo Lee", "date of birth", "2 May 1900"},   // 9
                    {"Bo Lee", "date of death", "May 1, 1950"},  // 10
                    {"Cem Al", "date of birth", "1900"},         // 11
                    {"Peak", "height", "1,200 m"},               // 12
                    {"Hill", "height", "900 m"},                 // 13
                    {"Dome", "height", "1200 m"}});              // 14
}

TEST(FactChainTest, ComposesAndInverts) {
  const FactChain world = World();
  const FactAnswer birth = world.Compose("ann lee", {"father", "place of birth"});
  EXPECT_THAT(birth.values, ElementsAre("Oslo"));
  EXPECT_THAT(birth.uses, ElementsAre(0, 1));
  EXPECT_THAT(world.Compose("Ann Lee", {"child", "place of birth"}).values, ElementsAre("Rome", "Oslo"));
  EXPECT_FALSE(world.Compose("Ann Lee", {"father", "father"}).known());
  EXPECT_FALSE(world.Compose("Ann Lee", {}).known());
  EXPECT_THAT(world.Inverse("place of birth", "Oslo").values, ElementsAre("Bo Lee", "Cem Al", "Eve"));
  EXPECT_FALSE(world.Inverse("place of birth", "Paris").known());
}

TEST(FactChainTest, CountsAndIntersects) {
  const FactChain world = World();
  EXPECT_THAT(world.Count("Ann Lee", "child").values, ElementsAre("2"));
  EXPECT_THAT(world.Count("Ann Lee", "child").uses, ElementsAre(3, 4));
  EXPECT_THAT(world.Count("Bo Lee", "child").values, IsEmpty());
  const FactAnswer both = world.Intersect({{"place of birth", "Oslo"}, {"occupation", "singer"}});
  EXPECT_THAT(both.values, ElementsAre("Cem Al", "Eve"));
  EXPECT_THAT(both.uses, ElementsAre(2, 6, 7, 8));
  EXPECT_FALSE(world.Intersect({{"place of birth", "Rome"}, {"occupation", "singer"}}).known());
}

TEST(FactChainTest, ComparesNumbersAndDates) {
  const FactChain world = World();
  EXPECT_THAT(world.Compare("Peak", "Hill", "height").values, ElementsAre("Peak"));
  EXPECT_THAT(world.Compare("Peak", "Hill", "height", true).values, ElementsAre("Hill"));
  EXPECT_FALSE(world.Compare("Peak", "Dome", "height").known());
  EXPECT_FALSE(world.Compare("Peak", "Oslo", "height").known());
  // 1900 may be before or after 2 May 1900.
  EXPECT_FALSE(world.Compare("Bo Lee", "Cem Al", "date of birth").known());
  EXPECT_EQ(CompareValues("2 May 1900", "May 3, 1900"), std::partial_ordering::less);
  EXPECT_EQ(CompareValues("3 m", "3 km"), std::partial_ordering::unordered);
  EXPECT_EQ(CompareValues("Oslo", "Rome"), std::partial_ordering::unordered);
}

TEST(FactChainTest, SuperlativesNameAllWhoShareThePlace) {
  const FactChain world = World();
  EXPECT_THAT(world.Superlative("height").values, ElementsAre("Peak", "Dome"));
  EXPECT_THAT(world.Superlative("height", true).values, ElementsAre("Hill"));
  EXPECT_THAT(world.Superlative("height").uses, ElementsAre(12, 13, 14));
  EXPECT_FALSE(world.Superlative("date of birth").known());
  EXPECT_FALSE(world.Superlative("age").known());
}

TEST(FactChainTest, ReckonsWithDates) {
  const FactChain world = World();
  EXPECT_THAT(world.YearsBetween("Bo Lee", "date of birth", "Bo Lee", "date of death").values, ElementsAre("49"));
  EXPECT_FALSE(world.YearsBetween("Bo Lee", "date of birth", "Cem Al", "date of birth").known());
  EXPECT_THAT(world.DaysAfter("Bo Lee", "date of death", 31).values, ElementsAre("1 June 1950"));
  EXPECT_THAT(world.DaysAfter("Bo Lee", "date of death", -1).values, ElementsAre("30 April 1950"));
  EXPECT_FALSE(world.DaysAfter("Cem Al", "date of birth", 1).known());
}

TEST(FactChainTest, NotStatedIsNotDenied) {
  const FactChain world = World();
  EXPECT_EQ(world.Holds({"Bo Lee", "place of birth", "OSLO"}, true), Truth::kTrue);
  EXPECT_EQ(world.Holds({"Bo Lee", "place of birth", "Rome"}, true), Truth::kFalse);
  EXPECT_EQ(world.Holds({"Ann Lee", "child", "Flo"}, false), Truth::kUnknown);
  EXPECT_EQ(world.Holds({"Ann Lee", "place of birth", "Rome"}, true), Truth::kUnknown);
}

TEST(FactChainTest, ReckonsWithYears) {
  const FactChain world = World();
  EXPECT_THAT(world.YearAfter("Bo Lee", "date of birth", 30).values, ElementsAre("1930"));
  EXPECT_THAT(world.AgeInYear("Cem Al", "date of birth", 1950).values, ElementsAre("50"));
  EXPECT_THAT(world.AgeInYear("Cem Al", "date of birth", 1950).uses, ElementsAre(11));
  EXPECT_FALSE(world.AgeInYear("Cem Al", "date of birth", 1899).known());
  EXPECT_FALSE(world.YearAfter("Ann Lee", "date of birth", 5).known());
}

TEST(FactChainTest, OrdersSumsWithTheSignOfACurrency) {
  EXPECT_EQ(CompareValues("$1,200", "$5"), std::partial_ordering::greater);
  EXPECT_EQ(CompareValues("£5", "$5"), std::partial_ordering::unordered);
  EXPECT_EQ(CompareValues("$5", "5"), std::partial_ordering::unordered);
}

}  // namespace
}  // namespace lethe

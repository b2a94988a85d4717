#include "datasets/solvers/two_wiki/country_names.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(CountryNamesTest, NamesOfOneCountryMeet) {
  for (const char* name : {"American", "U.S.", "US", "the United States", "America", " United States of America "}) {
    EXPECT_EQ(CountryOf(name), "united states") << name;
  }
  EXPECT_EQ(CountryOf("Dutch"), CountryOf("The Netherlands"));
  EXPECT_EQ(CountryOf("South Korea"), CountryOf("South Korean"));
  EXPECT_EQ(CountryOf("Filipino"), CountryOf("Philippines"));
}

TEST(CountryNamesTest, NamesOfDifferentCountriesStayApart) {
  EXPECT_NE(CountryOf("Austrian"), CountryOf("Australian"));
  EXPECT_NE(CountryOf("Niger"), CountryOf("Nigeria"));
  EXPECT_NE(CountryOf("North Korean"), CountryOf("South Korean"));
  EXPECT_NE(CountryOf("Dominican Republic"), CountryOf("Dominica"));
  EXPECT_EQ(CountryOf("The Mughal Empire"), "mughal empire");
}

}  // namespace
}  // namespace lethe

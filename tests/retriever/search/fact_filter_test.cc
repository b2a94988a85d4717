#include "retriever/search/fact_filter.h"

#include <gmock/gmock.h>

#include "tests/retriever/fact_samples.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

v1::Fact FactOf(const std::string& from, const std::string& to) {
  v1::Fact fact = testing::Triple("Ann Lee", "employer", "Acme");
  fact.set_valid_from(from);
  fact.set_valid_to(to);
  return fact;
}

bool HoldsAt(const std::string& date, const std::string& from, const std::string& to) {
  v1::SearchFilter filter;
  filter.set_valid_at(date);
  CheckFilter(filter);
  return Allows(filter, FactOf(from, to));
}

TEST(FactFilterTest, AnEmptyFilterAllowsAll) {
  EXPECT_TRUE(IsEmpty({}));
  EXPECT_TRUE(Allows({}, FactOf("2020", "2021")));
}

TEST(FactFilterTest, OneOfTheSourcesAndAllOfTheTags) {
  v1::Fact fact = testing::TextFact("x");
  fact.set_source("atlas");
  fact.add_tags("a");
  fact.add_tags("b");
  v1::SearchFilter filter;
  filter.add_sources("diary");
  EXPECT_FALSE(IsEmpty(filter));
  EXPECT_FALSE(Allows(filter, fact));
  filter.add_sources("atlas");
  EXPECT_TRUE(Allows(filter, fact));
  filter.add_tags("a");
  filter.add_tags("b");
  EXPECT_TRUE(Allows(filter, fact));
  filter.add_tags("c");
  EXPECT_FALSE(Allows(filter, fact));
}

TEST(FactFilterTest, ValidityIncludesBothEndsAndComparesWhatBothDatesSay) {
  EXPECT_TRUE(HoldsAt("2024-05-31", "2024", ""));
  EXPECT_TRUE(HoldsAt("2024", "2024-05-31", ""));
  EXPECT_FALSE(HoldsAt("2023-12-31", "2024", ""));
  EXPECT_TRUE(HoldsAt("2024-05-31", "", "2024-05-31"));
  EXPECT_FALSE(HoldsAt("2024-06-01", "", "2024-05-31"));
  EXPECT_TRUE(HoldsAt("2024-05", "2020", "2024"));
  EXPECT_TRUE(HoldsAt("1900", "", ""));
}

TEST(FactFilterTest, YearsBeforeOurEraRunBackwards) {
  EXPECT_TRUE(HoldsAt("-0100", "-0300", "-0044"));
  EXPECT_FALSE(HoldsAt("-0400", "-0300", "-0044"));
  EXPECT_FALSE(HoldsAt("0100", "-0300", "-0044"));
  EXPECT_TRUE(HoldsAt("-0044-03-15", "-0044-03", "0014"));
}

TEST(FactFilterTest, RefusesWhatIsNoDate) {
  for (const char* date :
       {"yesterday", "24", "2024-5-1", "2024-05-31T00:00", "2024/05", "-", "2024-99-99", "2023-02-29"}) {
    v1::SearchFilter filter;
    filter.set_valid_at(date);
    EXPECT_THAT([&] { CheckFilter(filter); }, ThrowsCode(Code::kInvalidArgument, "valid_at")) << date;
  }
}

}  // namespace
}  // namespace lethe

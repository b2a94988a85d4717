#include "datasets/readers/python_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::ElementsAre;

TEST(PythonListsTest, StringsInEitherQuotes) {
  EXPECT_THAT(PythonStrings(R"(['father', "Ann's"])"), ElementsAre("father", "Ann's"));
  EXPECT_TRUE(PythonStrings("[]").empty());
  EXPECT_TRUE(PythonStrings("['father', 'sis").empty());
}

TEST(PythonListsTest, NumbersWithoutTheirBrackets) {
  EXPECT_THAT(*PythonNumbers("[(0, 1), (12, 2)]"), ElementsAre(0u, 1u, 12u, 2u));
  EXPECT_TRUE(PythonNumbers("[]")->empty());
  EXPECT_EQ(PythonNumbers("(99999999999999999999999)"), std::nullopt);
}

}  // namespace
}  // namespace lethe

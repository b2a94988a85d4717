#include "datasets/solvers/two_wiki/role_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RoleWordsTest, WordsArePathsOfRelations) {
  EXPECT_THAT(PathsOfRole("husband"), ElementsAre(ElementsAre("spouse")));
  EXPECT_THAT(PathsOfRole("paternal grandmother"), ElementsAre(ElementsAre("father", "mother")));
  EXPECT_THAT(PathsOfRole("grandmother"),
              ElementsAre(ElementsAre("father", "mother"), ElementsAre("mother", "mother")));
  EXPECT_THAT(PathsOfRole("uncle"), Contains(ElementsAre("mother", "sibling")));
  EXPECT_THAT(PathsOfRole("co-husband or co-wife"), ElementsAre(ElementsAre("spouse", "spouse")));
}

TEST(RoleWordsTest, OtherWordsAreNoRole) {
  EXPECT_THAT(PathsOfRole("Father"), IsEmpty());
  EXPECT_THAT(PathsOfRole("fath"), IsEmpty());
  EXPECT_THAT(PathsOfRole(""), IsEmpty());
}

}  // namespace
}  // namespace lethe

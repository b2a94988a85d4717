#include "datasets/sources/recall_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RecallSearch, BringsTheKeysOwnFactFirstThenWhatIsLikeIt) {
  const RecallSearch search;
  EXPECT_THAT(search.Rank("Ann Lee place of birth", {"Kurt Vogel employer Acme", "Anna Lee place of birth Bergen",
                                                     "Ann Lee place of birth Oslo"}),
              ElementsAre(2, 1, 0));
  EXPECT_THAT(search.Rank("Ann Lee", {}), IsEmpty());
}

}  // namespace
}  // namespace lethe

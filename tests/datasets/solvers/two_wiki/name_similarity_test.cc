#include "datasets/solvers/two_wiki/name_similarity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::Pair;

TEST(NameSimilarityTest, SpellingsOfOneName) {
  EXPECT_EQ(NameSimilarity("Joan, Lady Of Wales", "Joan, Lady of Wales"), 1);
  EXPECT_EQ(NameSimilarity("Emile Chautard", "Émile Chautard"), 1);
  EXPECT_GT(NameSimilarity("Gordon Douglas", "Gordon Douglas (director)"), 0.9);
  EXPECT_LT(NameSimilarity("Gordon Douglas", "Gordon Douglas (director)"), 1);
  EXPECT_GT(NameSimilarity("Kanye", "Kanye West"), 0.5);
}

TEST(NameSimilarityTest, MoreInCommonIsMoreAlike) {
  EXPECT_GT(NameSimilarity("Archibald Montgomerie, 17th Earl", "Archibald Montgomerie, 17Th Earl of Eglinton"),
            NameSimilarity("Archibald Montgomerie, 17th Earl", "Archibald Montgomerie, 16th Earl of Eglinton"));
  EXPECT_EQ(NameSimilarity("The Lord of Ann", "Master of the House"), 0);
  EXPECT_EQ(NameSimilarity("", "Ann"), 0);
}

TEST(NameSimilarityTest, MentionsLookAtWordsAlone) {
  EXPECT_EQ(MentionShare("Amistad (film)", "are Amistad and Boz from the same country"), 1);
  EXPECT_EQ(MentionShare("Hidden Valley", "a Valley of tears"), 0.5);
  EXPECT_EQ(MentionShare("Oslo", "Boston"), 0);
}

TEST(NameSimilarityTest, DividesWhereTheNamesFit) {
  EXPECT_THAT(DivideNames("Dance, or Die or The Rack", "The Rack", "Dance, or Die"), Pair("The Rack", "Dance, or Die"));
  EXPECT_THAT(DivideNames("Salt and Pepper and Sugar", "Salt and Pepper", "Sugar"), Pair("Salt and Pepper", "Sugar"));
  EXPECT_THAT(DivideNames("Salt", "Salt", "Sugar"), Pair("", ""));
}

}  // namespace
}  // namespace lethe

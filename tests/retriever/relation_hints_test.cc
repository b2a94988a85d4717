#include <gmock/gmock.h>

#include "retriever/lexical/analyzer.h"
#include "retriever/relation_similarity.h"

namespace lethe {
namespace {

TEST(RelationHintsTest, HintsAreStems) {
  EXPECT_THAT(HintsOf(Stem("born")), ::testing::Contains(Stem("birth")));
  EXPECT_THAT(HintsOf(Stem("wrote")), ::testing::Contains(Stem("author")));
}

TEST(RelationHintsTest, EveryFormOfAWordHasTheHintsOfItsStem) {
  EXPECT_EQ(HintsOf(Stem("marry")), HintsOf(Stem("married")));
}

TEST(RelationHintsTest, OtherWordsHaveNone) {
  EXPECT_TRUE(HintsOf("xyzzy").empty());
}

}  // namespace
}  // namespace lethe

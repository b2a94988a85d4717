#include "datasets/stated_fact.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(StatedFact, WordsStandWholeWhateverTheCase) {
  EXPECT_TRUE(HoldsWords("Oslo lies in Norway.", "norway"));
  EXPECT_TRUE(HoldsWords("Oslostrand, and oslo too", "Oslo"));
  EXPECT_FALSE(HoldsWords("Oslostrand lies in Norway.", "Oslo"));
  EXPECT_FALSE(HoldsWords("Oslo", ""));
}

TEST(StatedFact, ASentenceHoldsBothInPlacesOfTheirOwn) {
  EXPECT_TRUE(StatesFact("Lima lies in the region of Lima.", "Lima", "Lima"));
  EXPECT_FALSE(StatesFact("New York is large.", "New York", "York"));
  EXPECT_TRUE(StatesFact("New York is larger than York.", "New York", "York"));
}

TEST(StatedFact, ATripleIsComparedByItsParts) {
  v1::ContextFact fact;
  fact.set_subject("Ann Lee");
  fact.set_text("Ann Lee was born in Oslo.");
  EXPECT_FALSE(IsTriple(fact));
  EXPECT_TRUE(StatesFact(fact, "Ann Lee", "Oslo"));
  fact.set_relation("birthplace");
  fact.set_object("Oslo");
  EXPECT_TRUE(IsTriple(fact));
  EXPECT_TRUE(StatesFact(fact, "ann lee", "oslo"));
  EXPECT_FALSE(StatesFact(fact, "Lee", "Oslo"));
}

}  // namespace
}  // namespace lethe

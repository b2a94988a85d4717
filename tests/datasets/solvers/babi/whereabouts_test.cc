#include "datasets/solvers/babi/whereabouts.h"

#include <gtest/gtest.h>

namespace lethe::babi {
namespace {

Whereabouts After(const std::vector<const char*>& sentences) {
  Whereabouts whereabouts;
  for (const char* sentence : sentences) whereabouts.Learn(*ParseEvent(ParseSentence(sentence)));
  return whereabouts;
}

TEST(WhereaboutsTest, ACertainPlaceExcludesAllOthers) {
  const Whereabouts mary = After({"Mary is in the office.", "Mary went to the garden."});
  EXPECT_EQ(mary.Place(), "garden");
  EXPECT_EQ(mary.IsIn("Garden"), "yes");
  EXPECT_EQ(mary.IsIn("office"), "no");
}

TEST(WhereaboutsTest, OneOfTwoPlacesIsMaybe) {
  const Whereabouts fred = After({"Fred is either in the school or the park."});
  EXPECT_EQ(fred.Place(), std::nullopt);
  EXPECT_EQ(fred.IsIn("park"), "maybe");
  EXPECT_EQ(fred.IsIn("office"), "no");
}

TEST(WhereaboutsTest, RulingOutOneOfTwoLeavesTheOther) {
  const Whereabouts fred = After({"Fred is either in the school or the park.", "Fred is not in the park."});
  EXPECT_EQ(fred.Place(), "school");
  EXPECT_EQ(fred.IsIn("school"), "yes");
  EXPECT_EQ(fred.IsIn("park"), "no");
}

TEST(WhereaboutsTest, WhereSomebodyIsNotSaysNothingOfOtherPlaces) {
  const Whereabouts mary = After({"Mary is no longer in the bedroom.", "Mary is not in the office."});
  EXPECT_EQ(mary.IsIn("bedroom"), "no");
  EXPECT_EQ(mary.IsIn("office"), "no");
  EXPECT_EQ(mary.IsIn("garden"), "maybe");
  EXPECT_EQ(mary.Place(), std::nullopt);
}

TEST(WhereaboutsTest, LeavingAPlaceMakesItUnknown) {
  const Whereabouts mary = After({"Mary went to the office.", "Mary is no longer in the office."});
  EXPECT_EQ(mary.Place(), std::nullopt);
  EXPECT_EQ(mary.IsIn("office"), "no");
  EXPECT_EQ(mary.IsIn("garden"), "maybe");
}

TEST(WhereaboutsTest, NotBeingElsewhereChangesNothing) {
  EXPECT_EQ(After({"Mary went to the office.", "Mary is not in the garden."}).Place(), "office");
}

TEST(WhereaboutsTest, WhatWasEarlierChangesNothing) {
  const Whereabouts bill = After({"This morning Bill went to the school.", "Yesterday Bill went to the park."});
  EXPECT_EQ(bill.Place(), "school");
}

}  // namespace
}  // namespace lethe::babi

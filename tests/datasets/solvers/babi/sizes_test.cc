#include "datasets/solvers/babi/sizes.h"

#include <gtest/gtest.h>

#include "tests/datasets/solvers/babi/ask.h"

namespace lethe::babi {
namespace {

TEST(SizesTest, FittingAndBiggerAreOneOrder) {
  const Sizes sizes = Told<Sizes>({"The box of chocolates fits inside the chest.", "The box is bigger than the chest.",
                                   "The chocolate is smaller than the box of chocolates."});
  EXPECT_EQ(Ask(sizes, "Is the box bigger than the box of chocolates?"), "yes");
  EXPECT_EQ(Ask(sizes, "Does the chocolate fit in the box?"), "yes");
  EXPECT_EQ(Ask(sizes, "Does the box fit in the box of chocolates?"), "no");
  EXPECT_EQ(Ask(sizes, "Is the chocolate bigger than the chest?"), "no");
  EXPECT_EQ(Ask(sizes, "Is the chest bigger than the chest?"), "no");
}

TEST(SizesTest, WhatNothingJoinsIsUnknown) {
  const Sizes sizes = Told<Sizes>({"The box fits inside the chest.", "The box fits inside the suitcase."});
  EXPECT_EQ(Ask(sizes, "Is the chest bigger than the suitcase?"), "-");
  EXPECT_EQ(Ask(sizes, "Where is the chest?"), "-");
}

TEST(SizesTest, ACircleEnds) {
  const Sizes sizes = Told<Sizes>({"The box fits inside the chest.", "The chest fits inside the box."});
  EXPECT_EQ(Ask(sizes, "Is the box bigger than the suitcase?"), "-");
}

TEST(SizesTest, OtherSentencesAreNotUnderstood) {
  Sizes sizes;
  EXPECT_FALSE(sizes.Tell(ParseSentence("The office is north of the kitchen.")));
}

}  // namespace
}  // namespace lethe::babi

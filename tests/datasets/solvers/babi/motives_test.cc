#include "datasets/solvers/babi/motives.h"

#include <gtest/gtest.h>

#include "tests/datasets/solvers/babi/ask.h"

namespace lethe::babi {
namespace {

TEST(MotivesTest, FeelingsLeadToPlaces) {
  const Motives motives =
      Told<Motives>({"Sumit is tired.", "Yann is bored.", "Jason is thirsty.", "Antoine is hungry."});
  EXPECT_EQ(Ask(motives, "Where will sumit go?"), "bedroom");
  EXPECT_EQ(Ask(motives, "Where will yann go?"), "garden");
  EXPECT_EQ(Ask(motives, "Where will jason go?"), "kitchen");
  EXPECT_EQ(Ask(motives, "Where will antoine go?"), "kitchen");
  EXPECT_EQ(Ask(motives, "Where will mary go?"), "-");
}

TEST(MotivesTest, WhatWasDoneIsExplainedByAFeelingThatItSatisfies) {
  const Motives motives = Told<Motives>({"Jason is thirsty.", "Jason is tired."});
  EXPECT_EQ(Ask(motives, "Why did jason go to the kitchen?"), "thirsty");
  EXPECT_EQ(Ask(motives, "Why did jason get the milk?"), "thirsty");
  EXPECT_EQ(Ask(motives, "Why did jason get the pajamas?"), "tired");
  EXPECT_EQ(Ask(motives, "Why did jason go to the garden?"), "-");
}

TEST(MotivesTest, OtherSentencesAreNotUnderstood) {
  Motives motives;
  EXPECT_FALSE(motives.Tell(ParseSentence("Lily is green.")));
}

}  // namespace
}  // namespace lethe::babi

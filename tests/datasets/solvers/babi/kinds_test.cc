#include "datasets/solvers/babi/kinds.h"

#include <gtest/gtest.h>

#include "tests/datasets/solvers/babi/ask.h"

namespace lethe::babi {
namespace {

TEST(KindsTest, WhatAKindFearsItsMembersFear) {
  const Kinds kinds = Told<Kinds>(
      {"Mice are afraid of wolves.", "Gertrude is a mouse.", "Wolves are afraid of sheep.", "Jessica is a wolf."});
  EXPECT_EQ(Ask(kinds, "What is gertrude afraid of?"), "wolf");
  EXPECT_EQ(Ask(kinds, "What is Jessica afraid of?"), "sheep");
  EXPECT_EQ(Ask(kinds, "What is Emily afraid of?"), "-");
}

TEST(KindsTest, AColourThatIsToldHolds) {
  const Kinds kinds = Told<Kinds>({"Lily is a frog.", "Lily is gray.", "Greg is a frog.", "Greg is green."});
  EXPECT_EQ(Ask(kinds, "What color is Lily?"), "gray");
}

TEST(KindsTest, AnUnknownColourIsThatOfTheKind) {
  const Kinds kinds = Told<Kinds>({"Lily is a frog.", "Lily is green.", "Brian is a lion.", "Brian is white.",
                                   "Greg is a frog.", "Julius is an owl."});
  EXPECT_EQ(Ask(kinds, "What colour is Greg?"), "green");
  EXPECT_EQ(Ask(kinds, "What color is Julius?"), "-");
  EXPECT_EQ(Ask(kinds, "What color is Nobody?"), "-");
}

TEST(KindsTest, TheLatestFellowIsTheFreshestEvidence) {
  const Kinds kinds = Told<Kinds>({"Brian is a frog.", "Brian is yellow.", "Julius is a frog.", "Greg is a frog.",
                                   "Lily is a frog.", "Greg is green."});
  EXPECT_EQ(Ask(kinds, "What color is Julius?"), "green");
}

TEST(KindsTest, OtherSentencesAreNotUnderstood) {
  Kinds kinds;
  EXPECT_FALSE(kinds.Tell(ParseSentence("Sumit is tired.")));
  EXPECT_FALSE(kinds.Tell(ParseSentence("Mary went to the office.")));
}

TEST(SingularTest, RegularAndIrregular) {
  EXPECT_EQ(Singular("wolves"), "wolf");
  EXPECT_EQ(Singular("mice"), "mouse");
  EXPECT_EQ(Singular("sheep"), "sheep");
  EXPECT_EQ(Singular("cats"), "cat");
  EXPECT_EQ(Singular("flies"), "fly");
  EXPECT_EQ(Singular("foxes"), "fox");
  EXPECT_EQ(Singular("mouse"), "mouse");
}

}  // namespace
}  // namespace lethe::babi

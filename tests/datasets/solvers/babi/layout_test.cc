#include "datasets/solvers/babi/layout.h"

#include <gtest/gtest.h>

#include "tests/datasets/solvers/babi/ask.h"

namespace lethe::babi {
namespace {

TEST(LayoutTest, NeighboursFromEitherSide) {
  const Layout layout = Told<Layout>({"The office is north of the kitchen.", "The garden is south of the kitchen."});
  EXPECT_EQ(Ask(layout, "What is north of the kitchen?"), "office");
  EXPECT_EQ(Ask(layout, "What is south of the office?"), "kitchen");
  EXPECT_EQ(Ask(layout, "What is the office north of?"), "kitchen");
  EXPECT_EQ(Ask(layout, "What is the kitchen north of?"), "garden");
  EXPECT_EQ(Ask(layout, "What is east of the kitchen?"), "-");
  EXPECT_EQ(Ask(layout, "What is north of the cinema?"), "-");
}

TEST(LayoutTest, SeveralNeighboursAreAllTrue) {
  const Layout layout = Told<Layout>({"The office is north of the kitchen.", "The park is north of the kitchen."});
  EXPECT_EQ(Ask(layout, "What is north of the kitchen?"), "office/park");
}

TEST(LayoutTest, TheShortestWay) {
  const Layout layout = Told<Layout>({"The office is east of the hallway.", "The kitchen is north of the office.",
                                      "The office is west of the garden.", "The park is north of the garden."});
  EXPECT_EQ(Ask(layout, "How do you go from the kitchen to the garden?"), "s,e");
  EXPECT_EQ(Ask(layout, "How do you go from the hallway to the park?"), "e,e,n");
  EXPECT_EQ(Ask(layout, "How do you go from the park to the cinema?"), "-");
}

TEST(LayoutTest, PositionsAddUp) {
  const Layout layout =
      Told<Layout>({"The triangle is above the pink rectangle.", "The blue square is to the left of the triangle."});
  EXPECT_EQ(Ask(layout, "Is the pink rectangle to the right of the blue square?"), "yes");
  EXPECT_EQ(Ask(layout, "Is the blue square to the right of the pink rectangle?"), "no");
  EXPECT_EQ(Ask(layout, "Is the blue square above the pink rectangle?"), "yes");
  EXPECT_EQ(Ask(layout, "Is the blue square below the pink rectangle?"), "no");
  EXPECT_EQ(Ask(layout, "Is the blue square above the red sphere?"), "-");
}

TEST(LayoutTest, TwoStepsCancelOut) {
  const Layout layout = Told<Layout>({"The red square is above the sphere.", "The triangle is below the red square."});
  EXPECT_EQ(Ask(layout, "Is the triangle above the sphere?"), "no");
  EXPECT_EQ(Ask(layout, "Is the triangle below the sphere?"), "no");
}

TEST(LayoutTest, OtherSentencesAreNotUnderstood) {
  Layout layout;
  EXPECT_FALSE(layout.Tell(ParseSentence("The chest is bigger than the box.")));
}

}  // namespace
}  // namespace lethe::babi

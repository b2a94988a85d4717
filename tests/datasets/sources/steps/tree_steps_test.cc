#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record Tree() {
  Record record;
  record.question = "Why do we see Leo in other places?";
  record.answers = {"The earth revolves."};
  record.hypothesis = "the earth revolving makes leo appear in other places";
  record.passages.emplace_back().sentences = {"leo is a kind of constellation", "a constellation contains stars",
                                              "iron is a metal",
                                              "the earth revolving makes stars appear in other places"};
  record.steps.push_back({"int1", "leo is a constellation containing stars", "", {"sent1", "sent2"}});
  record.steps.push_back({"hypothesis", record.hypothesis, "", {"int1", "sent4"}});
  return record;
}

TEST(TreeStepsTest, ConclusionsAreDerivedSteps) {
  v1::Example example;
  ASSERT_EQ(MakeTreeSteps(Tree(), 0, {.distractors = 1}, example), "");
  EXPECT_EQ(example.context_size(), 4);
  EXPECT_THAT(example.derivation(0).uses(), ::testing::ElementsAre("f1", "f2"));
  EXPECT_THAT(example.derivation(1).uses(), ::testing::ElementsAre("s1", "f4"));
  EXPECT_EQ(AllChecks(example), "");
  v1::Example bare;
  ASSERT_EQ(MakeTreeSteps(Tree(), 0, {.distractors = 0}, bare), "");
  EXPECT_EQ(bare.context_size(), 3);
}

TEST(TreeStepsTest, WordsOfItsOwnAreLeftOutAndFoundByTheCheck) {
  v1::Example example;
  ASSERT_EQ(MakeTreeSteps(Tree(), 0, {}, example), "");
  example.mutable_derivation(0)->set_text("leo is a planet");
  EXPECT_NE(CheckDerivable(example), "");
  Record record = Tree();
  record.steps[0].text = "leo is a planet";
  v1::Example other;
  EXPECT_EQ(MakeTreeSteps(record, 0, {}, other), "a conclusion has words of its own");
  record = Tree();
  record.steps[1].uses = {"int7"};
  EXPECT_EQ(MakeTreeSteps(record, 0, {}, other), "the tree uses what is not there");
  record = Tree();
  record.answers = {"A magnet"};
  v1::Example third;
  EXPECT_EQ(MakeTreeSteps(record, 0, {}, third), "the hypothesis does not hold the words of the answer");
}

}  // namespace
}  // namespace lethe

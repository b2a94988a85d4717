#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record TwoQuestions() {
  Record record;
  record.question = "In which country was the singer of Low Tide born?";
  record.answers = {"Norway"};
  record.passages.push_back({"Low Tide", {"Low Tide was sung by Ann Lee. It sold well."}, true});
  record.passages.push_back({"Ann Lee", {"She lives in Bonn. She was born in a village of Norway."}, true});
  record.passages.push_back({"Norway", {"Norway is cold. Norway has fjords."}, false});
  record.steps.push_back({"", "Low Tide >> performer", "Ann Lee", {"0"}});
  record.steps.push_back({"", "In which country was #1 born?", "Norway", {"1"}});
  return record;
}

TEST(DecompositionStepsTest, SubQuestionsBecomeLookUps) {
  v1::Example example;
  ASSERT_EQ(MakeDecompositionSteps(TwoQuestions(), 0, {}, example), "");
  ASSERT_EQ(example.derivation_size(), 2);
  EXPECT_EQ(example.derivation(0).text(), "Low Tide | performer | Ann Lee");
  EXPECT_EQ(example.derivation(1).text(), "Ann Lee | In which country was Ann Lee born | Norway");
  EXPECT_EQ(AllChecks(example), "");
}

// No sentence tells that it speaks of the singer: the quote is there, but the check sees that step 1 leads nowhere.
TEST(DecompositionStepsTest, WithoutAKnownSubjectTheAnswerIsQuoted) {
  Record record = TwoQuestions();
  record.passages[1].title = "A life";
  v1::Example example;
  ASSERT_EQ(MakeDecompositionSteps(record, 0, {}, example), "");
  EXPECT_EQ(example.derivation(1).text(), "Norway");
  EXPECT_EQ(CheckDerivable(example) + CheckNeeded(example), "");
  EXPECT_EQ(CheckMinimal(example), "nothing builds on step 1");
}

TEST(DecompositionStepsTest, WhatDoesNotFollowIsLeftOut) {
  v1::Example example;
  Record record = TwoQuestions();
  record.steps[1].answer = "Sweden";
  EXPECT_EQ(MakeDecompositionSteps(record, 0, {}, example), "no sentence holds the answer of a sub-question");
  record = TwoQuestions();
  record.answers = {"Sweden"};
  v1::Example other;
  EXPECT_EQ(MakeDecompositionSteps(record, 0, {}, other), "the last sub-question's answer is another");
  record.steps.clear();
  EXPECT_EQ(MakeDecompositionSteps(record, 0, {}, other), "no sub-questions");
}

}  // namespace
}  // namespace lethe

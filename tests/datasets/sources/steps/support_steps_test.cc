#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record Bridge() {
  Record record;
  record.type = "bridge";
  record.question = "Where was the singer of Low Tide born?";
  record.answers = {"Oslo"};
  record.passages.push_back({"Ann Lee", {"Ann Lee was born in Oslo.", "Her father was a smith."}, true});
  record.passages.push_back({"Low Tide", {"Low Tide is a song.", "It was sung by Ann Lee."}, true});
  record.support = {{"Low Tide", 1}, {"Ann Lee", 0}};
  return record;
}

TEST(SupportStepsTest, QuotesTheMarkedSentencesAndTheAnswerLast) {
  v1::Example example;
  ASSERT_EQ(MakeSupportSteps(Bridge(), 0, {}, example), "");
  ASSERT_EQ(example.derivation_size(), 2);
  EXPECT_EQ(example.derivation(0).text(), "Low Tide: It was sung by Ann Lee.");
  EXPECT_EQ(example.derivation(1).text(), "Oslo");
  EXPECT_EQ(AllChecks(example), "");
  example.set_answer("Bergen");
  EXPECT_NE(CheckDerivable(example), "");
}

TEST(SupportStepsTest, WhatNothingTellsIsLeftOut) {
  v1::Example example;
  Record record = Bridge();
  record.type = "comparison";
  EXPECT_EQ(MakeSupportSteps(record, 0, {}, example), "compares, and nothing tells how");
  record = Bridge();
  record.answers = {"Rome"};
  EXPECT_EQ(MakeSupportSteps(record, 0, {}, example), "no marked sentence holds the answer");
  record.support.clear();
  EXPECT_EQ(MakeSupportSteps(record, 0, {}, example), "no evidence");
}

}  // namespace
}  // namespace lethe

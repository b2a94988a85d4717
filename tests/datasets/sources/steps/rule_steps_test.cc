#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record Theory(const std::string& statement, const std::string& answer) {
  Record record;
  record.id = "ProofWriter_AttNeg-OWA-D5-1";
  record.question = "Based on the above information, is the following statement true, false, or unknown? " + statement;
  record.answers = {answer};
  record.passages.emplace_back().sentences = {"The bald eagle is young.", "The bald eagle sees the lion.",
                                              "If something is young then it is kind.",
                                              "If something is kind and it sees the lion then it is not cold.",
                                              "If something is cold then it likes the tiger."};
  return record;
}

TEST(RuleStepsTest, ConclusionsLeadToTheStatementOrItsDenial) {
  v1::Example example;
  ASSERT_EQ(MakeRuleSteps(Theory("The bald eagle is cold.", "false"), 0, {}, example), "");
  ASSERT_EQ(example.derivation_size(), 2);
  EXPECT_EQ(example.derivation(0).text(), "The bald eagle is kind.");
  EXPECT_THAT(example.derivation(0).uses(), ::testing::ElementsAre("f1", "f3"));
  EXPECT_EQ(example.derivation(1).text(), "The bald eagle is not cold.");
  EXPECT_THAT(example.derivation(1).uses(), ::testing::ElementsAre("s1", "f2", "f4"));
  EXPECT_EQ(AllChecks(example), "");
  example.set_answer("true");
  EXPECT_NE(CheckDerivable(example), "");
}

TEST(RuleStepsTest, AStepThatDoesNotFollowIsFoundByTheCheck) {
  v1::Example example;
  ASSERT_EQ(MakeRuleSteps(Theory("The bald eagle is cold.", "false"), 0, {}, example), "");
  example.mutable_derivation(0)->set_text("The bald eagle is rough.");
  EXPECT_NE(CheckDerivable(example), "");
}

TEST(RuleStepsTest, GivenFactsAreQuotedAndWhatIsOpenIsUnknown) {
  v1::Example given, open;
  ASSERT_EQ(MakeRuleSteps(Theory("The bald eagle is young.", "true"), 0, {}, given), "");
  ASSERT_EQ(given.derivation_size(), 1);
  EXPECT_EQ(given.derivation(0).text(), "The bald eagle is young.");
  EXPECT_EQ(AllChecks(given), "");
  ASSERT_EQ(MakeRuleSteps(Theory("The bald eagle likes the tiger.", "unknown"), 0, {}, open), "");
  EXPECT_EQ(open.derivation(0).recall(), "the bald eagle | likes the tiger");
  EXPECT_FALSE(open.answerable());
  EXPECT_EQ(AllChecks(open), "");
}

TEST(RuleStepsTest, WhatTheSolverSaysOtherwiseIsLeftOut) {
  v1::Example example;
  EXPECT_EQ(MakeRuleSteps(Theory("The bald eagle is cold.", "true"), 0, {}, example), "the solver answers otherwise");
  v1::Example odd;
  EXPECT_EQ(MakeRuleSteps(Theory("How come?", "true"), 0, {}, odd), "a question that is not understood");
  Record record = Theory("The bald eagle is rough.", "false");
  record.id = "RuleTaker-1";  // closed world
  v1::Example closed;
  EXPECT_EQ(MakeRuleSteps(record, 0, {}, closed), "false because it does not follow, which no step can show");
}

}  // namespace
}  // namespace lethe

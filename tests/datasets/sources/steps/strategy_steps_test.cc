#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record Question() {
  Record record;
  record.question = "Can the band make arrests?";
  record.answers = {"no"};
  record.passages.emplace_back().sentences = {"The members of the band were musicians.",
                                              "Only police officers can make arrests."};
  record.steps.emplace_back().text = "Who can make arrests?";
  record.steps.emplace_back().text = "Are members of the band also #1?";
  return record;
}

TEST(StrategyStepsTest, QuotesTheFactThatEachSubQuestionAsksFor) {
  v1::Example example;
  ASSERT_EQ(MakeStrategySteps(Question(), 0, {}, example), "");
  ASSERT_EQ(example.derivation_size(), 2);
  EXPECT_EQ(example.derivation(0).text(), "Only police officers can make arrests.");
  EXPECT_EQ(example.answer(), "no");
  EXPECT_EQ(example.checks().at("derivable"), "quotes");
  EXPECT_EQ(AllChecks(example), "");
  example.mutable_derivation(0)->set_text("Anyone can make arrests.");
  EXPECT_NE(CheckDerivable(example), "");
}

TEST(StrategyStepsTest, ASubQuestionWithoutAFactIsLeftOut) {
  Record record = Question();
  record.steps[0].text = "How tall is Everest?";
  v1::Example example;
  EXPECT_EQ(MakeStrategySteps(record, 0, {}, example), "no fact speaks of a sub-question");
}

}  // namespace
}  // namespace lethe

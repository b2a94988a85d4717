#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record Story() {
  Record record;
  record.id = "k1";
  record.passages.emplace_back().sentences = {"[Ann] called her mother [Beth].", "[Beth] and her sister [Carol] sang.",
                                              "It rained."};
  record.triples = {{"Ann", "mother", "Beth"}, {"Beth", "sister", "Carol"}};
  record.question = "Ann | Carol";
  record.answers = {"aunt"};
  return record;
}

TEST(KinshipStepsTest, RelationsAreLookedUpAndComposed) {
  v1::Example example;
  ASSERT_EQ(MakeKinshipSteps(Story(), 0, {}, example), "");
  ASSERT_EQ(example.derivation_size(), 3);
  EXPECT_EQ(example.derivation(0).text(), "Ann | mother | Beth");
  EXPECT_EQ(example.derivation(2).text(), "Ann's aunt is Carol");
  EXPECT_THAT(example.derivation(2).uses(), ::testing::ElementsAre("s1", "s2"));
  EXPECT_EQ(example.context(0).text(), "Ann called her mother Beth.");
  EXPECT_EQ(AllChecks(example), "");
  example.set_answer("sister");
  EXPECT_NE(CheckDerivable(example), "");
}

TEST(KinshipStepsTest, WhatDoesNotFollowIsLeftOut) {
  v1::Example example;
  Record record = Story();
  record.answers = {"grandmother"};
  EXPECT_EQ(MakeKinshipSteps(record, 0, {}, example), "the relation does not follow from the edges");
  record = Story();
  record.question = "Carol | Ann";
  EXPECT_EQ(MakeKinshipSteps(record, 0, {}, example), "an edge must be read from its other side");
  record = Story();
  record.question = "Ann | Beth";
  record.answers = {"mother"};
  EXPECT_EQ(MakeKinshipSteps(record, 0, {}, example), "the relation is told outright");
  record = Story();
  record.passages[0].sentences[1] = "[Beth] met [Carol] in town.";
  v1::Example other;
  EXPECT_EQ(MakeKinshipSteps(record, 0, {}, other), "no sentence tells of a relation and names both");
}

}  // namespace
}  // namespace lethe

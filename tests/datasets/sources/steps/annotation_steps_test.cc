#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record Passage1() {
  Record record;
  record.title = "Arsenal_F.C.";
  record.text = "Arsenal_F.C.: They made Bertie Mee manager in 1966. They won a cup in 1970.";
  record.triples = {{"Arsenal_F.C.", "Manager Appointed", "Bertie Mee"}, {"Arsenal_F.C.", "Won Cup", "True"}};
  return record;
}

TEST(AnnotationStepsTest, AnAnnotationIsALookUpInItsPassage) {
  v1::Example example;
  EXPECT_EQ(CountAnnotations(Passage1()), 2u);
  ASSERT_EQ(MakeAnnotationSteps(Passage1(), 0, {}, example), "");
  EXPECT_EQ(example.derivation(0).text(), "Arsenal F.C. | manager appointed | Bertie Mee");
  EXPECT_EQ(example.context(0).text(), "Arsenal F.C.: They made Bertie Mee manager in 1966.");
  EXPECT_EQ(example.context_size(), 2);
  EXPECT_EQ(AllChecks(example), "");
}

TEST(AnnotationStepsTest, ValuesThatNoSentenceHoldsAreLeftOut) {
  v1::Example example;
  EXPECT_EQ(MakeAnnotationSteps(Passage1(), 1, {}, example), "no sentence names subject and value");
  Record record = Passage1();
  record.triples.push_back({"Arsenal_F.C.", "Manager Appointed", "1966"});
  EXPECT_EQ(MakeAnnotationSteps(record, 0, {}, example), "several values under one key");
  record = Passage1();
  record.triples[0].object = std::string(200, 'x');
  EXPECT_EQ(MakeAnnotationSteps(record, 0, {}, example), "a long value");
}

}  // namespace
}  // namespace lethe

#include "datasets/sources/steps/record_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"

namespace lethe {
namespace {

std::string AllChecks(const v1::Example& example) {
  return CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example);
}

Record Dates(const std::string& first, const std::string& second, const std::string& answer) {
  Record record;
  record.question = "Who was born first, Ann Lee or Bo Ek?";
  record.answers = {answer};
  record.passages.push_back({"Ann Lee", {"Ann Lee was born on " + first + ".", "Ann Lee sings."}, true});
  record.passages.push_back({"Bo Ek", {"Bo Ek was born on " + second + ".", "Bo Ek paints."}, true});
  record.triples = {{"Ann Lee", "date of birth", first}, {"Bo Ek", "date of birth", second}};
  return record;
}

TEST(EvidenceStepsTest, ComparesDates) {
  v1::Example example;
  EXPECT_EQ(MakeEvidenceSteps(Dates("5 October 1987", "2 May 1960", "Bo Ek"), 0, {}, example), "");
  EXPECT_EQ(example.derivation(2).text(), "2 May 1960 is before 5 October 1987");
  EXPECT_EQ(AllChecks(example), "");
}

TEST(EvidenceStepsTest, DatesOfWhichOneSaysLessAreNotCompared) {
  v1::Example example;
  EXPECT_EQ(MakeEvidenceSteps(Dates("5 October 1987", "1987", "Bo Ek"), 0, {}, example),
            "compares dates of which one says less");
  Record same = Dates("5 October 1987", "1987", "no");
  same.question = "Were Ann Lee and Bo Ek born on the same day?";
  v1::Example other;
  EXPECT_EQ(MakeEvidenceSteps(same, 0, {}, other), "compares dates of which one says less");
  v1::Example equal;
  EXPECT_EQ(MakeEvidenceSteps(Dates("2 May 1960", "2 May 1960", "Bo Ek"), 0, {}, equal),
            "compares dates that are the same");
}

TEST(EvidenceStepsTest, DistractorsAreAsManyAsWanted) {
  v1::Example example;
  EXPECT_EQ(MakeEvidenceSteps(Dates("5 October 1987", "2 May 1960", "Bo Ek"), 0, {.distractors = 1}, example), "");
  EXPECT_EQ(example.context_size(), 3);
}

}  // namespace
}  // namespace lethe

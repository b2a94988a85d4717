#include "datasets/overlap.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

class OverlapTest : public testing::TempDir {
 protected:
  double Share(const std::string& question) const {
    v1::Example example;
    example.set_question(question);
    return overlap_.ShareOf(example);
  }
  EvaluationOverlap overlap_;
};

TEST_F(OverlapTest, CountsRunsOfEightWordsOfTheQuestion) {
  EXPECT_EQ(Share("What is it?"), 0);
  overlap_.AddQuestion("In which of the two old towns was the first bridge over the river built?");
  EXPECT_EQ(Share("in which of the two old towns was the first bridge over the river built"), 1);
  EXPECT_EQ(Share("When was the second bridge over the wide river torn down?"), 0);
  const double half = Share("In which of the two old towns was a letter lost for nobody knows how many years?");
  EXPECT_GT(half, 0);
  EXPECT_LT(half, 0.3);
}

TEST_F(OverlapTest, ShortQuestionsCountAsAWhole) {
  overlap_.AddQuestion("Where was Ann Lee born?");
  EXPECT_EQ(Share("where was ann lee born"), 1);
  EXPECT_EQ(Share("Where was Ann Lee buried?"), 0);
}

TEST_F(OverlapTest, ReadsExampleFiles) {
  overlap_.AddExamples(WriteTemp("eval.jsonl", R"({"question": "Where was Ann Lee born?", "answer": "Oslo"})"));
  EXPECT_EQ(Share("Where was Ann Lee born?"), 1);
}

}  // namespace
}  // namespace lethe

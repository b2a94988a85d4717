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

TEST_F(OverlapTest, IsTheSameWhenReadBack) {
  overlap_.AddQuestion("Where was Ann Lee born?");
  overlap_.AddQuestion("In which of the two old towns was the first bridge over the river built?");
  const Path file = dir() / "evaluation.runs";
  overlap_.Save(file, 7);
  EvaluationOverlap read;
  ASSERT_TRUE(read.Load(file, 7));
  for (const char* question : {"Where was Ann Lee born?", "Where was Ann Lee buried?",
                               "Then, in which of the two old towns was the first bridge over the sea built?"}) {
    v1::Example example;
    example.set_question(question);
    EXPECT_EQ(read.ShareOf(example), overlap_.ShareOf(example)) << question;
  }
}

TEST_F(OverlapTest, WhatIsNotWholeOrOfAnotherKeyIsNotRead) {
  const Path file = dir() / "evaluation.runs";
  EvaluationOverlap read;
  EXPECT_FALSE(read.Load(file, 7));
  overlap_.AddQuestion("In which of the two old towns was the first bridge over the river built?");
  overlap_.Save(file, 7);
  EXPECT_FALSE(read.Load(file, 8));
  const std::string whole = ReadFile(file);
  for (size_t size = 0; size < whole.size(); ++size) {
    WriteFileAtomic(file, whole.substr(0, size));
    EXPECT_FALSE(read.Load(file, 7)) << size;
  }
  std::string changed = whole;
  changed[whole.size() - 3] ^= 1;
  WriteFileAtomic(file, changed);
  EXPECT_FALSE(read.Load(file, 7));
  EXPECT_TRUE(read.empty());
  WriteFileAtomic(file, whole);
  EXPECT_TRUE(read.Load(file, 7));
}

}  // namespace
}  // namespace lethe

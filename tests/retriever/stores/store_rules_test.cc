#include "retriever/stores/store_rules.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/retriever/fact_samples.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

PreparedFact Numbered(const std::string& id, const std::string& bytes) {
  PreparedFact fact;
  fact.id = id;
  fact.bytes = bytes;
  return fact;
}

TEST(ChosenFacts, TheLastOfAnIdCounts) {
  const std::vector<PreparedFact> batch = {Numbered("a", "1"), Numbered("b", "1"), Numbered("a", "2"),
                                           Numbered("a", "2"), Numbered("c", "1")};
  const ChosenFacts chosen(batch);
  EXPECT_THAT(chosen.ids, ::testing::ElementsAre("a", "b", "c"));
  EXPECT_THAT(chosen.facts, ::testing::ElementsAre(&batch[3], &batch[1], &batch[4]));
  EXPECT_EQ(chosen.replaced, 1u);
  EXPECT_EQ(chosen.repeated, 1u);
}

TEST(ParseFact, GivesTheFactOrSaysWhichIsDamaged) {
  const v1::Fact fact = testing::NumberedFact(3);
  EXPECT_EQ(ParseFact(fact.SerializeAsString(), 7).SerializeAsString(), fact.SerializeAsString());
  EXPECT_THAT([] { ParseFact("\xff\xff", 7); }, ThrowsCode(Code::kDataLoss, "fact 7 cannot be parsed"));
}

TEST(CheckReturn, RefusesWhatIsNotThereYetAndWhatIsGone) {
  EXPECT_NO_THROW(CheckReturn(3, 3, 8, "cure"));
  EXPECT_NO_THROW(CheckReturn(8, 3, 8, "cure"));
  EXPECT_THAT([] { CheckReturn(9, 3, 8, "cure"); }, ThrowsCode(Code::kNotFound, "the newest is 8"));
  EXPECT_THAT([] { CheckReturn(2, 3, 8, "cure"); }, ThrowsCode(Code::kFailedPrecondition, "the oldest that can is 3"));
}

TEST(PaysToDrop, AQuarterOfAllOrVeryMany) {
  EXPECT_FALSE(PaysToDrop(1000, 10));
  EXPECT_TRUE(PaysToDrop(1001, 4003));
  EXPECT_FALSE(PaysToDrop(1001, 4004));
  EXPECT_FALSE(PaysToDrop(100'000, 1'000'000));
  EXPECT_TRUE(PaysToDrop(100'001, 1'000'000));
}

TEST(AddProblem, CountsAllAndTellsTheFirst) {
  VerifyReport report;
  for (int i = 0; i < 101; ++i) AddProblem(report, StrCat("problem ", i));
  EXPECT_EQ(report.problem_count, 101u);
  EXPECT_EQ(report.problems.size(), 100u);
  EXPECT_EQ(report.problems.back(), "problem 99");
}

TEST(PostingHash, KeepsItsPartsApart) {
  EXPECT_EQ(PostingHash("a", 1, 12), PostingHash("a", 1, 12));
  EXPECT_NE(PostingHash("a", 1, 12), PostingHash("a", 11, 2));
  EXPECT_NE(PostingHash("a", 1, 12), PostingHash("a1", 1, 2));
}

TEST(IsSameEmbedding, ForgivesRoundingAndNothingElse) {
  const std::vector<float> kept = {0.5f, -0.25f};
  EXPECT_TRUE(IsSameEmbedding(kept, std::vector<float>{0.50005f, -0.25f}));
  EXPECT_FALSE(IsSameEmbedding(kept, std::vector<float>{0.5f, -0.2502f}));
  EXPECT_FALSE(IsSameEmbedding(kept, std::vector<float>{0.5f, NAN}));
  EXPECT_FALSE(IsSameEmbedding(kept, std::vector<float>{0.5f}));
}

}  // namespace
}  // namespace lethe

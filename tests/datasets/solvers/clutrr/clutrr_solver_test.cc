#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/solvers/solve_report.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::SharedData;
using testing::ThrowsCode;

class ClutrrSolverTest : public testing::TempDir {
 protected:
  // The gold derivation is there to be ignored, and wrong.
  static constexpr char kHeader[] = "id,target,task_name,story_edges,edge_types,query_edge,genders,proof_state\n";

  std::vector<Verdict> SolveRows(const std::string& rows) const {
    std::vector<Verdict> verdicts;
    SolveClutrr(WriteTemp("train.csv", kHeader + rows), [&](const Verdict& verdict) { verdicts.push_back(verdict); });
    return verdicts;
  }
};

TEST_F(ClutrrSolverTest, ComposesEdgesAndKnowsTheGender) {
  const auto verdicts = SolveRows(
      "a,aunt,task_1.2,\"[(0, 1), (1, 2)]\",\"['father', 'sister']\",\"(0, 2)\",\"A:male,B:male,C:female\",uncle\n"
      "b,uncle,task_1.2,\"[(0, 1), (1, 2)]\",\"['father', 'sister']\",\"(0, 2)\",\"A:male,B:male,C:female\",uncle\n");
  ASSERT_EQ(verdicts.size(), 2u);
  EXPECT_EQ(verdicts[0].task, "clutrr/2");
  EXPECT_EQ(verdicts[0].ours, "aunt");
  EXPECT_TRUE(verdicts[0].agree);
  EXPECT_FALSE(verdicts[1].agree);
}

TEST_F(ClutrrSolverTest, TwoReadingsAreBothGiven) {
  const auto verdicts = SolveRows(
      "a,father-in-law,task_1.3,\"[(0, 1), (1, 2), (2, 3)]\",\"['wife', 'son', 'grandfather']\",\"(0, 3)\","
      "\"A:male,B:female,C:male,D:male\",\n");
  EXPECT_EQ(verdicts[0].ours, "father");
  EXPECT_THAT(verdicts[0].also, ElementsAre("father-in-law"));
  EXPECT_TRUE(verdicts[0].agree);
  EXPECT_FALSE(verdicts[0].exact());
}

TEST_F(ClutrrSolverTest, EdgesAreTurnedRoundWhereTheyMustBe) {
  const auto verdicts = SolveRows(
      "a,grandmother,task_1.2,\"[(1, 0), (1, 2)]\",\"['son', 'mother']\",\"(0, 2)\",\"A:male,B:male,C:female\",\n");
  EXPECT_EQ(verdicts[0].ours, "grandmother");
}

TEST_F(ClutrrSolverTest, NoRelationIsNoAnswer) {
  const auto verdicts =
      SolveRows("a,son,task_1.2,\"[(0, 1), (2, 3)]\",\"['son', 'son']\",\"(0, 3)\",\"A:male,B:male,C:male,D:male\",\n");
  EXPECT_EQ(verdicts[0].ours, "");
  EXPECT_FALSE(verdicts[0].agree);
}

TEST_F(ClutrrSolverTest, AFileWithoutProblemsIsAnError) {
  EXPECT_THAT([&] { SolveRows(""); }, ThrowsCode(Code::kInvalidArgument, "no problem"));
}

TEST_F(ClutrrSolverTest, TheSourcesRelationsFollowFromTheEdges) {
  const auto data = SharedData("clutrr");
  if (!data) GTEST_SKIP() << "needs ../shared/data/clutrr";
  const SolveReport report = Solve("clutrr", *data);
  EXPECT_EQ(report.all.n, 25732u);
  EXPECT_EQ(report.all.agree, report.all.n);
  for (const Verdict& verdict : report.disagree)
    ADD_FAILURE() << verdict.id << " source " << verdict.gold << " ours " << verdict.ours;
  // More than one relation follows for few, else agreement would mean little.
  EXPECT_LT(report.all.several, report.all.n / 50);
  for (const Verdict& verdict : report.inexact) EXPECT_THAT(verdict.also, ElementsAre(verdict.gold));
}

}  // namespace
}  // namespace lethe

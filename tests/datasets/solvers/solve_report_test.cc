#include "datasets/solvers/solve_report.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class SolveReportTest : public testing::TempDir {};

TEST_F(SolveReportTest, CountsAllFilesByTask) {
  WriteTemp("qa1_x.txt", "1 Mary went to the office.\n2 Where is Mary?\toffice\t1\n3 Where is Mary?\tpark\t1\n");
  WriteTemp("qa5_x.txt",
            "1 Bill gave the milk to Jeff.\n2 Bill gave the apple to Jeff.\n3 What did Bill give to Jeff?\tmilk\t1\n");
  const SolveReport report = Solve("babi", dir());
  EXPECT_EQ(report.all.n, 3u);
  EXPECT_EQ(report.all.agree, 2u);
  EXPECT_EQ(report.all.exact, 1u);
  EXPECT_EQ(report.all.several, 1u);
  ASSERT_EQ(report.by_task.size(), 2u);
  EXPECT_EQ(report.by_task.at("babi/1").n, 2u);
  EXPECT_EQ(report.by_task.at("babi/1").agree, 1u);
  EXPECT_EQ(report.by_task.at("babi/5").exact, 0u);
  ASSERT_EQ(report.disagree.size(), 1u);
  EXPECT_EQ(report.disagree[0].id, "qa1_x.txt:3");
  ASSERT_EQ(report.inexact.size(), 1u);
  EXPECT_EQ(report.inexact[0].gold, "milk");
}

TEST_F(SolveReportTest, UnknownFormatsAreRefused) {
  EXPECT_THAT([&] { Solve("chess", dir()); }, ThrowsCode(Code::kNotFound, "chess"));
}

}  // namespace
}  // namespace lethe

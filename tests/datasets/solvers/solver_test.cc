#include "datasets/solvers/solver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::ThrowsCode;

TEST(SolverTest, EveryFormatHasASolver) {
  EXPECT_THAT(SolverFormats(), Contains("babi"));
  EXPECT_THAT(SolverFormats(), Contains("clutrr"));
  for (std::string_view format : SolverFormats()) EXPECT_NE(FindSolver(format), nullptr) << format;
  EXPECT_EQ(FindSolver("babi"), &SolveBabi);
}

TEST(SolverTest, AnUnknownFormatIsRefusedWithTheKnownOnes) {
  EXPECT_THAT([] { FindSolver("chess"); }, ThrowsCode(Code::kNotFound, "\"chess\"; there are babi"));
}

TEST(SolverTest, AnyDerivedAnswerAgrees) {
  Verdict verdict{"id", "task", "milk", "apple", false, {"milk"}};
  Judge(verdict);
  EXPECT_TRUE(verdict.agree);
  EXPECT_FALSE(verdict.exact());
  verdict.gold = "apple";
  Judge(verdict);
  EXPECT_TRUE(verdict.agree && verdict.exact());
  verdict.gold = "ball";
  Judge(verdict);
  EXPECT_FALSE(verdict.agree);
}

class SolverFilesTest : public testing::TempDir {};

TEST_F(SolverFilesTest, AFolderGivesTheFormatsFiles) {
  WriteTemp("b/qa2_x.txt.zst", "");
  WriteTemp("b/qa1_x.txt", "");
  WriteTemp("b/README.md", "");
  WriteTemp("LICENSE.txt", "");
  EXPECT_THAT(SolverFiles("babi", dir()), ElementsAre(dir() / "b/qa1_x.txt", dir() / "b/qa2_x.txt.zst"));
  EXPECT_THAT(SolverFiles("babi", dir() / "LICENSE.txt"), ElementsAre(dir() / "LICENSE.txt"));
}

TEST_F(SolverFilesTest, NothingThereIsAnError) {
  WriteTemp("README.md", "");
  EXPECT_THAT([&] { SolverFiles("clutrr", dir()); }, ThrowsCode(Code::kNotFound, "no file of format clutrr"));
  EXPECT_THAT([&] { SolverFiles("clutrr", dir() / "none"); }, ThrowsCode(Code::kNotFound, "none"));
}

}  // namespace
}  // namespace lethe

#include "datasets/solvers/clutrr/problem.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe::clutrr {
namespace {

using testing::ThrowsCode;

constexpr char kHeader[] = "id,story,query,target,task_name,story_edges,edge_types,query_edge,genders\n";

class ProblemTest : public testing::TempDir {
 protected:
  Problem Read(const std::string& row) const {
    ProblemReader reader(WriteTemp("train.csv", kHeader + row));
    Problem problem;
    EXPECT_TRUE(reader.Next(problem));
    return problem;
  }
};

TEST_F(ProblemTest, ReadsEdgesAndQuestion) {
  const Problem problem = Read(
      "x-1,\"[Ann] and\nher brother\",\"('Bo', 'Cy')\",aunt,task_1.2,\"[(0, 1), (1, 2)]\","
      "\"['father', 'sister']\",\"(0, 2)\",\"Bo:male,Al:male,Cy:female\"\n");
  EXPECT_EQ(problem.id, "x-1");
  EXPECT_EQ(problem.hops, 2u);
  ASSERT_EQ(problem.edges.size(), 2u);
  EXPECT_EQ(problem.edges[1].person, 1u);
  EXPECT_EQ(problem.edges[1].relative, 2u);
  EXPECT_EQ(problem.edges[1].relation.kin, Kin::kSibling);
  EXPECT_EQ(problem.person, 0u);
  EXPECT_EQ(problem.relative, 2u);
  EXPECT_EQ(problem.gender, Gender::kFemale);
  EXPECT_EQ(problem.gold, "aunt");
}

TEST_F(ProblemTest, ErrorsNameLineAndField) {
  const std::string begin = "x,s,q,aunt,t,";
  const std::string genders = "\"Bo:male,Cy:female\"\n";
  EXPECT_THAT([&] { Read(begin + "\"[(0, 1)]\",\"['cousin']\",\"(0, 1)\"," + genders); },
              ThrowsCode(Code::kInvalidArgument, "train.csv:2: edge_types: \"cousin\""));
  EXPECT_THAT([&] { Read(begin + "\"[(0, 1)]\",[],\"(0, 1)\"," + genders); },
              ThrowsCode(Code::kInvalidArgument, "edge_types: 0 relations for 1 edges"));
  EXPECT_THAT([&] { Read(begin + "[],[],\"(0, 1)\"," + genders); },
              ThrowsCode(Code::kInvalidArgument, "story_edges: the story has no edge"));
  EXPECT_THAT([&] { Read(begin + "\"[(0, 1)]\",['son'],0," + genders); },
              ThrowsCode(Code::kInvalidArgument, "query_edge"));
  EXPECT_THAT([&] { Read(begin + "\"[(0, 1)]\",['son'],\"(0, 2)\"," + genders); },
              ThrowsCode(Code::kInvalidArgument, "genders: names 2 people"));
  EXPECT_THAT([&] { Read(begin + "\"[(0, 1)]\",['son'],\"(0, 1)\",\"Bo,Cy\"\n"); },
              ThrowsCode(Code::kInvalidArgument, "genders: \"Cy\""));
  EXPECT_THAT([&] { Read("x,s\n"); }, ThrowsCode(Code::kInvalidArgument, "row: it has 2 fields"));
}

TEST_F(ProblemTest, AMissingColumnIsNamed) {
  EXPECT_THAT([&] { ProblemReader(WriteTemp("t.csv", "id,story,target\n")); },
              ThrowsCode(Code::kInvalidArgument, "no column task_name"));
  EXPECT_THAT([&] { ProblemReader(WriteTemp("t.csv", "")); }, ThrowsCode(Code::kInvalidArgument, "empty"));
}

}  // namespace
}  // namespace lethe::clutrr

#include "datasets/solvers/babi/story_lines.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe::babi {
namespace {

using testing::ThrowsCode;

class StoryLinesTest : public testing::TempDir {
 protected:
  std::vector<StoryLine> Read(const char* text) const {
    StoryLines lines(WriteTemp("qa1.txt", text));
    std::vector<StoryLine> all;
    for (StoryLine line; lines.Next(line);) all.push_back(line);
    return all;
  }
};

TEST_F(StoryLinesTest, SentencesAndQuestions) {
  const auto lines = Read("1 Mary went home.\n2 Where is Mary? \thome\t1\n\n1 John is in the park.\n");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_FALSE(lines[0].is_question);
  EXPECT_EQ(lines[0].text, "Mary went home.");
  EXPECT_TRUE(lines[1].is_question);
  EXPECT_EQ(lines[1].text, "Where is Mary?");
  EXPECT_EQ(lines[1].answer, "home");
  EXPECT_FALSE(lines[2].is_question);
  EXPECT_EQ(lines[2].answer, "");
  EXPECT_EQ(lines[2].number, 1u);
}

TEST_F(StoryLinesTest, ErrorsNameLineAndField) {
  EXPECT_THAT([&] { Read("Mary went home.\n"); }, ThrowsCode(Code::kInvalidArgument, "qa1.txt:1: line number"));
  EXPECT_THAT([&] { Read("1 A.\n2x B.\n"); }, ThrowsCode(Code::kInvalidArgument, "qa1.txt:2: line number"));
  EXPECT_THAT([&] { Read("12\n"); }, ThrowsCode(Code::kInvalidArgument, "qa1.txt:1"));
  EXPECT_THAT([&] { Read("1 A.\n3 B.\n"); }, ThrowsCode(Code::kInvalidArgument, "3 follows 1"));
  EXPECT_THAT([&] { Read("1 A.\n2 Where?\t\t1\n"); }, ThrowsCode(Code::kInvalidArgument, "qa1.txt:2: answer"));
  EXPECT_THAT([&] { Read("1 \n"); }, ThrowsCode(Code::kInvalidArgument, "qa1.txt:1: sentence"));
}

}  // namespace
}  // namespace lethe::babi

#include "datasets/solvers/logic_story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using nlohmann::json;
using testing::ThrowsCode;

TEST(LogicStoryTest, AnswersWhatFollowsTheQuestionMark) {
  const LogicStory story("Anne is young. All young people are white. Bob is not white.", Negation::kExplicit);
  EXPECT_EQ(story.Answer("Is the following statement true or false? Anne is white."), "true");
  EXPECT_EQ(story.Answer("Anne is not white."), "false");
  EXPECT_EQ(story.Answer("Bob is young"), "unknown");
  EXPECT_EQ(LogicStory("Anne is young.", Negation::kStratified).Answer("Bob is young"), "false");
}

TEST(LogicStoryTest, ASentenceItCannotReadLeavesNoAnswer) {
  EXPECT_EQ(LogicStory("Anne is young. Colourless ideas sleep furiously today.", Negation::kExplicit)
                .Answer("Anne is young."),
            "");
  EXPECT_EQ(LogicStory("Anne is young.", Negation::kExplicit).Answer("Who is young?"), "");
}

TEST(LogicStoryTest, OptionsAreFoundByLetterOrText) {
  json record = {{"answer", "B"}, {"options", {"A) True", "B) False", "C) Unknown"}}};
  EXPECT_EQ(ChosenOption(record, "f:1"), "false");
  EXPECT_TRUE(HasOption(record, "unknown"));
  EXPECT_FALSE(HasOption(json{{"answer", "B"}}, "unknown"));
  record["answer"] = "Unknown";
  EXPECT_EQ(ChosenOption(record, "f:1"), "unknown");
  record["answer"] = "D";
  EXPECT_THAT([&] { ChosenOption(record, "f:1"); }, ThrowsCode(Code::kInvalidArgument, "f:1"));
  record.erase("options");
  EXPECT_THAT([&] { ChosenOption(record, "f:1"); }, ThrowsCode(Code::kInvalidArgument, "options"));
}

}  // namespace
}  // namespace lethe

#include "datasets/story_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"
#include "datasets/example_json.h"

namespace lethe {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The facts stand in another order than they happened.
v1::Example Story() {
  return ParseExample(
      R"({"context": [{"id": "f2", "text": "2: Mary went to the kitchen."}, {"id": "f1", "text": "1: Mary went to the garden."},
                      {"id": "f3", "text": "3: Mary got the milk."}],
          "question": "How many objects is Mary carrying?",
          "derivation": [{"text": "Mary got the milk.", "uses": ["f3"]}, {"text": "so one", "uses": ["f3"]}],
          "answer": "one", "hops": 1, "checks": {"derivable": "story"}})",
      "test");
}

TEST(StoryCheck, TheStoryGivesTheAnswerInTheOrderOfItsLines) {
  EXPECT_THAT(CheckDerivable(Story()), IsEmpty());
  v1::Example example = Story();
  example.set_question("Where is Mary?");
  *example.mutable_derivation(0)->mutable_text() = "Mary went to the kitchen.";
  example.mutable_derivation(0)->set_uses(0, "f2");
  example.mutable_derivation()->DeleteSubrange(1, 1);
  example.set_answer("kitchen");
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
  example.set_answer("garden");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("the story answers \"kitchen\""));
}

TEST(StoryCheck, AnotherAnswerOrConclusionFails) {
  v1::Example example = Story();
  example.set_answer("two");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("concludes something else"));
  example.mutable_derivation(1)->set_text("so two");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("the story answers \"one\""));
}

TEST(StoryCheck, EveryFactIsALineOfItsOwn) {
  v1::Example example = Story();
  example.mutable_context(0)->set_text("Mary went to the kitchen.");
  EXPECT_THAT(CheckStory(example), HasSubstr("fact f2 has no line"));
  example.mutable_context(0)->set_text("1: Mary went to the kitchen.");
  EXPECT_THAT(CheckStory(example), HasSubstr("two facts are line 1"));
}

}  // namespace
}  // namespace lethe

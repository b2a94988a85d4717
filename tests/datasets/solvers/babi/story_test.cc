#include "datasets/solvers/babi/story.h"

#include <gtest/gtest.h>

#include "tests/datasets/solvers/babi/ask.h"

namespace lethe::babi {
namespace {

Story Told(std::initializer_list<const char*> sentences) {
  Story story;
  for (const char* sentence : sentences) story.Tell(sentence);
  return story;
}

std::string Asked(const Story& story, const char* question) {
  return ToText(story.Ask(question));
}

TEST(StoryTest, AllTopicsListen) {
  const Story story = Told({"Sumit is tired.", "Lily is a frog.", "Lily is green.", "Sumit went to the bedroom.",
                            "The bedroom is north of the hallway.", "The box is bigger than the chest."});
  EXPECT_EQ(story.not_understood(), "");
  EXPECT_EQ(Asked(story, "Why did sumit go to the bedroom?"), "tired");
  EXPECT_EQ(Asked(story, "Where is Sumit?"), "bedroom");
  EXPECT_EQ(Asked(story, "What color is Lily?"), "green");
  EXPECT_EQ(Asked(story, "How do you go from the hallway to the bedroom?"), "n");
  EXPECT_EQ(Asked(story, "Does the chest fit in the box?"), "yes");
}

TEST(StoryTest, WhatTheStoryDoesNotSayHasNoAnswer) {
  const Story story = Told({"Mary went to the office."});
  EXPECT_EQ(Asked(story, "Where is John?"), "-");
  EXPECT_EQ(Asked(story, "Why is the sky blue?"), "-");
}

TEST(StoryTest, ASentenceThatIsNotUnderstoodForbidsGuesses) {
  Story story = Told({"Mary went to the office."});
  EXPECT_EQ(Asked(story, "Where is Mary?"), "office");
  story.Tell("Mary teleported herself.");
  EXPECT_EQ(story.not_understood(), "Mary teleported herself.");
  EXPECT_EQ(Asked(story, "Where is Mary?"), "-");
}

}  // namespace
}  // namespace lethe::babi

#include "datasets/conclusion_check.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

const std::string kAnn = "Ann | date of birth | 2 May 1960", kBo = "Bo | date of birth | 5 October 1987";

TEST(ConclusionCheckTest, ComparisonsAreReckonedAgain) {
  EXPECT_EQ(FollowsFrom("2 May 1960 is before 5 October 1987", {kAnn, kBo}), Follows::kYes);
  EXPECT_EQ(FollowsFrom("2 May 1960 is after 5 October 1987", {kAnn, kBo}), Follows::kNo);
  EXPECT_EQ(FollowsFrom("2 May 1960 is not the same as 5 October 1987", {kAnn, kBo}), Follows::kYes);
  EXPECT_EQ(FollowsFrom("2 May 1960 is the same as 5 October 1987", {kAnn, kBo}), Follows::kNo);
  EXPECT_EQ(FollowsFrom("French is the same as french", {"a | b | French", "c | b | french"}), Follows::kYes);
  // Of values that nothing cites it says nothing.
  EXPECT_EQ(FollowsFrom("1 May 1960 is before 5 October 1987", {kAnn, kBo}), Follows::kUnchecked);
}

TEST(ConclusionCheckTest, KinshipIsComposed) {
  const std::vector<std::string> premises = {"Ann | mother | Beth", "Beth | sister | Carol"};
  EXPECT_EQ(FollowsFrom("Ann's aunt is Carol", premises), Follows::kYes);
  EXPECT_EQ(FollowsFrom("Ann's uncle is Carol", premises), Follows::kNo);
  EXPECT_EQ(FollowsFrom("Carol's aunt is Ann", premises), Follows::kNo);
  EXPECT_EQ(FollowsFrom("Dora's grandmother is Beth", {"Dora | father | Ann", "Ann's mother is Beth"}), Follows::kYes);
  EXPECT_EQ(KinshipText("Ann", *clutrr::ParseRelative("aunt"), "Carol"), "Ann's aunt is Carol");
}

TEST(ConclusionCheckTest, RulesAreAppliedToWhatIsCited) {
  EXPECT_EQ(FollowsFrom("Anne is kind.", {"Anne is young.", "Young people are kind."}), Follows::kYes);
  EXPECT_EQ(FollowsFrom("Anne is not cold.", {"Anne is young.", "If someone is young then they are not cold."}),
            Follows::kYes);
  EXPECT_EQ(FollowsFrom("Anne is kind.", {"Bob is young.", "Young people are kind."}), Follows::kUnchecked);
  EXPECT_EQ(FollowsFrom("Anne is kind.", {}), Follows::kUnchecked);
}

TEST(ConclusionCheckTest, TheAnswerIsWhatIsConcluded) {
  EXPECT_EQ(AnswerIsConcluded("What is Carol to Ann?", "Ann's aunt is Carol", "aunt"), Follows::kYes);
  EXPECT_EQ(AnswerIsConcluded("What is Carol to Ann?", "Ann's aunt is Carol", "sister"), Follows::kNo);
  const std::string question = "Is the following statement true or false? Anne is kind.";
  EXPECT_EQ(AnswerIsConcluded(question, "Anne is kind.", "true"), Follows::kYes);
  EXPECT_EQ(AnswerIsConcluded(question, "Anne is not kind.", "false"), Follows::kYes);
  EXPECT_EQ(AnswerIsConcluded(question, "Anne is not kind.", "true"), Follows::kNo);
  EXPECT_EQ(AnswerIsConcluded("Who?", "Anne sings loudly in the hall.", "Anne"), Follows::kUnchecked);
}

TEST(ConclusionCheckTest, WordsOfItsOwnAreNotSupported) {
  const std::vector<std::string> premises = {"leo is a kind of constellation", "a constellation contains stars"};
  EXPECT_TRUE(SupportedByWords("leo is a constellation containing stars", premises));
  EXPECT_FALSE(SupportedByWords("leo is a constellation of planets", premises));
  EXPECT_FALSE(SupportedByWords("", premises));
}

}  // namespace
}  // namespace lethe

#include "retriever/question.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace lethe {
namespace {

using ::testing::Contains;
using ::testing::Not;

std::vector<std::string> Keys(std::string_view question) {
  std::vector<std::string> keys;
  for (const QuestionSpan& span : SpansOf(SplitQuestion(question))) keys.push_back(span.key);
  return keys;
}

TEST(QuestionTest, FindsTheNameInsideTheQuestion) {
  EXPECT_THAT(Keys("Where was Ann Lee born?"), Contains("ann lee"));
}

TEST(QuestionTest, SeesThroughPossessives) {
  EXPECT_THAT(Keys("What is Ann Lee's occupation?"), Contains("ann lee"));
  EXPECT_THAT(Keys("What is Ann Lee\u2019s occupation?"), Contains("ann lee"));
  EXPECT_THAT(Keys("What is Henry James' best book?"), Contains("henry james"));
  EXPECT_THAT(Keys("Who founded McDonald's?"), Contains("mcdonalds"));
  EXPECT_THAT(Keys("Where is St John's Wood?"), Contains("st johns wood"));
}

TEST(QuestionTest, KeysHaveNoLeadingArticle) {
  const std::vector<std::string> keys = Keys("Who is the drummer of The Beatles?");
  EXPECT_THAT(keys, Contains("beatles"));
  EXPECT_THAT(keys, Not(Contains("the beatles")));
}

TEST(QuestionTest, InitialsAreNoArticles) {
  EXPECT_THAT(Keys("Where was A. Lincoln born?"), Contains("a lincoln"));
}

TEST(QuestionTest, KeepsPunctuationInsideNames) {
  EXPECT_THAT(Keys("Where was J.R.R. Tolkien born?"), Contains("j r r tolkien"));
  EXPECT_THAT(Keys("Who invented C++?"), Contains("c++"));
  EXPECT_THAT(Keys("Where did Anthony Ashley-Cooper, 7th Earl of Shaftesbury die?"),
              Contains("anthony ashley cooper 7th earl of shaftesbury"));
}

TEST(QuestionTest, StopWordsAloneAreNamesOnlyWithCapitals) {
  EXPECT_THAT(Keys("Who directed Her?"), Contains("her"));
  EXPECT_THAT(Keys("Who directed her film?"), Not(Contains("her")));
  EXPECT_THAT(Keys("Where is it?"), Not(Contains("where")));
  EXPECT_THAT(Keys("When was The Who founded?"), Contains("who"));
  EXPECT_THAT(Keys("The Who comes from where?"), Contains("who"));
}

TEST(QuestionTest, LongestSpansComeFirstAndEachOnce) {
  const std::vector<QuestionSpan> spans = SpansOf(SplitQuestion("New York New York"));
  for (size_t i = 1; i < spans.size(); ++i)
    EXPECT_GE(spans[i - 1].end - spans[i - 1].begin, spans[i].end - spans[i].begin);
  EXPECT_EQ(std::count_if(spans.begin(), spans.end(), [](const auto& span) { return span.key == "new york"; }), 1);
}

TEST(QuestionTest, LongQuestionsAreCut) {
  std::string question;
  for (int i = 0; i < 10000; ++i) question += "word" + std::to_string(i) + " ";
  EXPECT_LE(SplitQuestion(question).size(), kMaxQuestionWords);
  EXPECT_LE(SpansOf(SplitQuestion(question)).size(), kMaxQuestionWords * kMaxSpanWords);
}

TEST(QuestionTest, NothingGivesNothing) {
  EXPECT_TRUE(Keys("").empty());
  EXPECT_TRUE(Keys(" ?! ").size() <= 1);
}

}  // namespace
}  // namespace lethe

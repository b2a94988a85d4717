#include "retriever/lexical/analyzer.h"

#include <gmock/gmock.h>

#include <thread>

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Terms(std::string_view text) {
  std::vector<std::string> terms;
  for (const Term& term : AnalyzeDocument(text).terms) terms.push_back(term.text);
  return terms;
}

TEST(AnalyzerTest, SplitsUnicodeWords) {
  EXPECT_THAT(Words("Ann Lee, born 1,000.5 km away."), ElementsAre("ann", "lee", "born", "1,000.5", "km", "away"));
  EXPECT_THAT(Words("Åse\u2014Zürich"), ElementsAre("ase", "zurich"));
  EXPECT_THAT(Words("東京タワー"), ElementsAre("東", "京", "タ", "ワ", "ー"));
  EXPECT_THAT(Words("x.y a,b"), ElementsAre("x", "y", "a", "b"));
}

TEST(AnalyzerTest, DropsPossessivesAndApostrophes) {
  EXPECT_THAT(Words("Lee's O'Neil don\u2019t"), ElementsAre("lee", "oneil", "dont"));
}

TEST(AnalyzerTest, RemovesStopWordsAndStems) {
  EXPECT_THAT(Terms("The cats are running in the houses"), ElementsAre("cat", "hous", "run"));
  EXPECT_THAT(Terms("the of and"), IsEmpty());
}

TEST(AnalyzerTest, CountsOccurrences) {
  const AnalyzedText text = AnalyzeDocument("cat cats dog the CAT");
  ASSERT_EQ(text.terms.size(), 2u);
  EXPECT_EQ(text.terms[0].text, "cat");
  EXPECT_EQ(text.terms[0].count, 3u);
  EXPECT_EQ(text.length, 4u);
}

TEST(AnalyzerTest, QueriesLoseQuestionWordsUnlessNothingElseIsLeft) {
  EXPECT_THAT(AnalyzeQuery("Where was Ann Lee born?"), ElementsAre(Term{"ann"}, Term{"born"}, Term{"lee"}));
  EXPECT_THAT(AnalyzeQuery("Who were you?"), ElementsAre(Term{"were"}, Term{"who"}, Term{"you"}));
  EXPECT_THAT(AnalyzeQuery("the"), IsEmpty());
}

TEST(AnalyzerTest, AWordThatIsAskedTwiceCountsTwice) {
  EXPECT_THAT(AnalyzeQuery("cats, dogs and the cat"), ElementsAre(Term{"cat", 2}, Term{"dog"}));
}

TEST(AnalyzerTest, LongWordsAreCutBetweenLetters) {
  const std::vector<std::string> words = Words(std::string(127, 'x') + "ж" + std::string(100, 'y'));
  ASSERT_EQ(words.size(), 1u);
  EXPECT_EQ(words[0], std::string(127, 'x'));
}

TEST(AnalyzerTest, ThreadsAgree) {
  std::vector<std::vector<std::string>> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&result] {
      for (int i = 0; i < 200; ++i) result = Terms("Several nationalities relational conditional rational");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

}  // namespace
}  // namespace lethe

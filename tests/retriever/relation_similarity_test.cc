#include "retriever/relation_similarity.h"

#include <gtest/gtest.h>

#include "retriever/lexical/analyzer.h"

namespace lethe {
namespace {

double Similarity(const char* question, const char* relation) {
  return RelationQuery(Words(question)).Similarity(relation);
}

TEST(RelationSimilarityTest, SameWordsScoreOne) {
  EXPECT_DOUBLE_EQ(Similarity("place of birth", "place of birth"), 1.0);
}

TEST(RelationSimilarityTest, NothingSharedScoresZero) {
  EXPECT_DOUBLE_EQ(Similarity("what colour", "zyx"), 0.0);
}

TEST(RelationSimilarityTest, StaysWithinItsBounds) {
  for (const char* relation : {"birth", "place of birth", "birthplace", "of", ""}) {
    const double similarity = Similarity("Where was born birth place", relation);
    EXPECT_GE(similarity, 0.0) << relation;
    EXPECT_LE(similarity, 1.0) << relation;
  }
}

// Each question prefers its relation to the others that the same subject has.
TEST(RelationSimilarityTest, PrefersTheRelationAsked) {
  struct Case {
    const char* question;
    const char* wanted;
    const char* other;
  };
  for (const Case& c :
       {Case{"where was born", "place of birth", "spouse"}, Case{"where was born", "place of birth", "place of death"},
        Case{"where was born", "place of birth", "date of birth"},
        Case{"when was born", "date of birth", "place of birth"},
        Case{"where did die", "place of death", "place of birth"}, Case{"who is married to", "spouse", "child"},
        Case{"who wrote", "author", "publisher"}, Case{"what kind of work does do", "occupation", "genre"},
        Case{"where was educated", "educated at", "employer"}, Case{"who founded", "founded by", "owned by"},
        Case{"where is the headquarter of", "headquarters location", "founded by"},
        Case{"what music label is represented by", "record label", "genre"},
        Case{"which door code has the office", "door code", "desk"}}) {
    EXPECT_GT(Similarity(c.question, c.wanted), Similarity(c.question, c.other))
        << c.question << ": " << c.wanted << " or " << c.other;
  }
}

TEST(RelationSimilarityTest, ArticlesAndSpellingDoNotMatter) {
  EXPECT_GT(Similarity("birthplace", "place of birth"), 0.2);
  EXPECT_GT(Similarity("occupations", "occupation"), 0.8);
}

}  // namespace
}  // namespace lethe

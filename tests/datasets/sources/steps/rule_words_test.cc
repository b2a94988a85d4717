#include "datasets/sources/steps/rule_words.h"

#include <gtest/gtest.h>

#include "datasets/solvers/logic_text.h"

namespace lethe {
namespace {

const RuleWords& Words() {
  static const RuleWords kWords({"The bald eagle is young.", "Anne watches the bald eagle.", "Jompuses are shy.",
                                 "Each numpus is an impus.", "If something carries Anne then it is cold."});
  return kWords;
}

TEST(RuleWordsTest, NamesAndVerbsAreThoseOfTheStory) {
  EXPECT_EQ(Words().Name("bald eagle"), "the bald eagle");
  EXPECT_EQ(Words().Name("anne"), "Anne");
  EXPECT_EQ(Words().Predicate({"watch", "anne", "bald eagle", true}), "watches the bald eagle");
  EXPECT_EQ(Words().Predicate({"carry", "bald eagle", "anne", false}), "does not carry Anne");
  EXPECT_EQ(Words().Predicate({"cold", "anne", "", false}), "is not cold");
  EXPECT_EQ(Words().Predicate({"impus", "anne", "", true}), "is an impus");
  EXPECT_EQ(Words().Predicate({"jompus", "anne", "", true}), "is a jompus");
}

TEST(RuleWordsTest, SentencesSayWhatTheyWereMadeOf) {
  for (const Literal& literal :
       {Literal{"watch", "anne", "bald eagle", true}, Literal{"carry", "bald eagle", "anne", false},
        Literal{"impus", "bald eagle", "", true}, Literal{"cold", "anne", "", false}}) {
    const std::string sentence = Words().Sentence(literal);
    EXPECT_EQ(ParseStatement(sentence), literal) << sentence;
  }
  EXPECT_EQ(Words().Sentence({"young", "bald eagle", "", true}), "The bald eagle is young.");
}

}  // namespace
}  // namespace lethe

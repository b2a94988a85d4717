#include "datasets/solvers/logic_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Print(const Literal& literal) {
  return StrCat(literal.positive ? "" : "not ", literal.predicate, "(", literal.subject,
                literal.object.empty() ? "" : ", ", literal.object, ")");
}

// "a(x) & b(x) -> c(x)", a fact without the arrow; empty when the sentence is not understood.
std::vector<std::string> Parse(std::string_view sentence) {
  Theory theory;
  std::vector<std::string> printed;
  if (!AddSentence(sentence, theory)) {
    EXPECT_TRUE(theory.facts.empty() && theory.rules.empty());
    return printed;
  }
  for (const Literal& fact : theory.facts) printed.push_back(Print(fact));
  for (const HornRule& rule : theory.rules) {
    std::string text;
    for (const Literal& literal : rule.body) text += (text.empty() ? "" : " & ") + Print(literal);
    text += " ->";
    for (const Literal& literal : rule.head) text += " " + Print(literal);
    printed.push_back(text);
  }
  return printed;
}

TEST(LogicTextTest, Facts) {
  EXPECT_THAT(Parse("Anne is quiet"), ElementsAre("quiet(anne)"));
  EXPECT_THAT(Parse("Anne is not quiet"), ElementsAre("not quiet(anne)"));
  EXPECT_THAT(Parse("Anne is big and not cold"), ElementsAre("big(anne)", "not cold(anne)"));
  EXPECT_THAT(Parse("Max is an impus"), ElementsAre("impus(max)"));
  EXPECT_THAT(Parse("The bald eagle is not kind"), ElementsAre("not kind(bald eagle)"));
  EXPECT_THAT(Parse("The bald eagle needs the mountain lion"), ElementsAre("need(bald eagle, mountain lion)"));
  EXPECT_THAT(Parse("The dog does not chase the bald eagle"), ElementsAre("not chase(dog, bald eagle)"));
  EXPECT_THAT(Parse("Harry watches Bob"), ElementsAre("watch(harry, bob)"));
}

TEST(LogicTextTest, Conditionals) {
  EXPECT_THAT(Parse("If someone is green then they are white"), ElementsAre("green(?x) -> white(?x)"));
  EXPECT_THAT(Parse("If someone is blue and not cold then they are not rough"),
              ElementsAre("blue(?x) & not cold(?x) -> not rough(?x)"));
  EXPECT_THAT(Parse("If something chases the cat and it is kind then the cat sees the bald eagle"),
              ElementsAre("chase(?x, cat) & kind(?x) -> see(cat, bald eagle)"));
  EXPECT_THAT(Parse("If someone visits the cow then they like the cow"),
              ElementsAre("visit(?x, cow) -> like(?x, cow)"));
  EXPECT_THAT(Parse("If someone is big and they do not eat the mouse then they are round"),
              ElementsAre("big(?x) & not eat(?x, mouse) -> round(?x)"));
  EXPECT_THAT(Parse("If Anne is big, cold and young then Anne is kind"),
              ElementsAre("big(anne) & cold(anne) & young(anne) -> kind(anne)"));
  EXPECT_THAT(Parse("If something likes something then it is kind"), ElementsAre("like(?x, ?y) -> kind(?x)"));
}

TEST(LogicTextTest, GeneralStatements) {
  EXPECT_THAT(Parse("All young people are white"), ElementsAre("young(?x) -> white(?x)"));
  EXPECT_THAT(Parse("Cold, big things are not nice"), ElementsAre("cold(?x) & big(?x) -> not nice(?x)"));
  EXPECT_THAT(Parse("Smart animals are cute"), ElementsAre("smart(?x) -> cute(?x)"));
  EXPECT_THAT(Parse("Each numpus is an impus"), ElementsAre("numpus(?x) -> impus(?x)"));
  EXPECT_THAT(Parse("Jompuses are yumpuses"), ElementsAre("jompus(?x) -> yumpus(?x)"));
  EXPECT_THAT(Parse("Jompuses are not nervous"), ElementsAre("jompus(?x) -> not nervous(?x)"));
  EXPECT_THAT(Parse("Butterflies are insects"), ElementsAre("butterfly(?x) -> insect(?x)"));
}

TEST(LogicTextTest, WhatIsOutsideTheGrammarIsSaidToBe) {
  EXPECT_THAT(Parse("If someone is green"), IsEmpty());
  EXPECT_THAT(Parse("Someone is green"), IsEmpty());
  EXPECT_THAT(Parse("Anne"), IsEmpty());
  EXPECT_THAT(Parse("Anne is"), IsEmpty());
  EXPECT_THAT(Parse("Anne is very green"), IsEmpty());
  EXPECT_THAT(Parse(""), IsEmpty());
  EXPECT_FALSE(ParseStatement("Anne is green. Bob is red."));
  EXPECT_FALSE(ParseStatement("Someone is green."));
}

TEST(LogicTextTest, SentencesAndStatements) {
  EXPECT_THAT(LogicSentences("Anne is big. Version 2.5 is out.\nBob is red. "),
              ElementsAre("Anne is big", "Version 2.5 is out", "Bob is red"));
  const auto statement = ParseStatement("The squirrel is not red.");
  ASSERT_TRUE(statement);
  EXPECT_EQ(Print(*statement), "not red(squirrel)");
}

// Words of the grammar in every order of up to four: understood or refused, and never a literal without a name.
TEST(LogicTextTest, AnyOrderOfWordsIsParsedOrRefused) {
  const std::vector<std::string> words = {"if",  "then", "the", "is",   "are", "not",
                                          "and", ",",    "all", "does", "it",  "cat"};
  const size_t n = words.size();
  for (size_t code = 0; code < n * n * n * n; ++code) {
    std::string sentence;
    for (size_t rest = code, i = 0; i < 4; ++i, rest /= n) sentence += words[rest % n] + " ";
    Theory theory;
    AddSentence(sentence, theory);
    ParseStatement(sentence);
    for (const Literal& fact : theory.facts) {
      EXPECT_FALSE(fact.predicate.empty() || fact.subject.empty()) << sentence;
    }
  }
}

}  // namespace
}  // namespace lethe

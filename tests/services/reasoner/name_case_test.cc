#include "services/reasoner/name_case.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_generator.h"

namespace lethe {
namespace {

using testing::MakeFact;

std::vector<FoundFact> Text(const std::string& text) {
  v1::Fact fact;
  fact.set_text(text);
  return {{fact, 1.0}};
}

std::vector<FoundFact> About(const std::vector<std::string>& subjects) {
  std::vector<FoundFact> facts;
  for (const std::string& subject : subjects)
    facts.push_back({MakeFact(subject, subject, "place of birth", "Oslo"), 1});
  return facts;
}

TEST(NamesAsInFacts, TakeTheCaseOfSubjects) {
  EXPECT_EQ(WithNamesAsInFacts("where was ann lee born", About({"Ann Lee"})), "where was Ann Lee born");
  EXPECT_EQ(WithNamesAsInFacts("WHERE WAS ÖZLEM ÇELİK BORN", About({"Özlem Kaya"})), "WHERE WAS ÖZLEM ÇELİK BORN");
  EXPECT_EQ(WithNamesAsInFacts("where was özlem kaya born?", About({"Özlem Kaya"})), "where was Özlem Kaya born?");
  EXPECT_EQ(WithNamesAsInFacts("Where is the iPhone made?", About({"IPhone"})), "Where is the IPhone made?");
}

TEST(NamesAsInFacts, AndOfAliases) {
  std::vector<FoundFact> facts = About({"International Business Machines"});
  facts[0].fact.add_aliases("IBM");
  EXPECT_EQ(WithNamesAsInFacts("who runs ibm?", facts), "who runs IBM?");
}

TEST(NamesAsInFacts, OnlyWholeWordsCount) {
  EXPECT_EQ(WithNamesAsInFacts("annual leave of ann", About({"Ann"})), "annual leave of Ann");
}

TEST(NamesAsInFacts, TheLongestNameWins) {
  EXPECT_EQ(WithNamesAsInFacts("mayor of new york city?", About({"York", "New York City", "new york"})),
            "mayor of New York City?");
}

TEST(NamesAsInFacts, RunsOfCapitalsAreNamesInATextAndItsFunctionWordsAreNot) {
  const std::vector<FoundFact> facts =
      Text("The Canal Street dig has Captain Smith in charge. In Oslo, Ann Lee waits.");
  EXPECT_EQ(WithNamesAsInFacts("who runs the canal street dig in oslo", facts),
            "who runs the Canal Street dig in Oslo");
  EXPECT_EQ(WithNamesAsInFacts("does captain smith know ann lee", facts), "does Captain Smith know Ann Lee");
}

TEST(NamesAsInFacts, WithoutANameTheQuestionStays) {
  EXPECT_EQ(WithNamesAsInFacts("Who is it?", About({"Ann Lee"})), "Who is it?");
  EXPECT_EQ(WithNamesAsInFacts("", About({"Ann Lee"})), "");
}

}  // namespace
}  // namespace lethe

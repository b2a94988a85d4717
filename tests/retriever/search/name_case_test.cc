#include "retriever/search/name_case.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

std::string With(const std::string& question, const std::vector<v1::Fact>& facts) {
  std::vector<const v1::Fact*> seen;
  for (const v1::Fact& fact : facts) seen.push_back(&fact);
  return WithNamesAsInFacts(question, seen);
}

std::vector<v1::Fact> Text(const std::string& text) {
  v1::Fact fact;
  fact.set_text(text);
  return {fact};
}

std::vector<v1::Fact> About(const std::vector<std::string>& subjects) {
  std::vector<v1::Fact> facts;
  for (const std::string& subject : subjects) {
    v1::Fact& fact = facts.emplace_back();
    fact.set_subject(subject);
    fact.set_relation("place of birth");
    fact.set_object("Oslo");
  }
  return facts;
}

TEST(NamesAsInFacts, TakeTheCaseOfSubjects) {
  EXPECT_EQ(With("where was ann lee born", About({"Ann Lee"})), "where was Ann Lee born");
  EXPECT_EQ(With("WHERE WAS ÖZLEM ÇELİK BORN", About({"Özlem Kaya"})), "WHERE WAS ÖZLEM ÇELİK BORN");
  EXPECT_EQ(With("where was özlem kaya born?", About({"Özlem Kaya"})), "where was Özlem Kaya born?");
  EXPECT_EQ(With("Where is the iPhone made?", About({"IPhone"})), "Where is the IPhone made?");
}

TEST(NamesAsInFacts, AndOfAliases) {
  std::vector<v1::Fact> facts = About({"International Business Machines"});
  facts[0].add_aliases("IBM");
  EXPECT_EQ(With("who runs ibm?", facts), "who runs IBM?");
}

TEST(NamesAsInFacts, OnlyWholeWordsCount) {
  EXPECT_EQ(With("annual leave of ann", About({"Ann"})), "annual leave of Ann");
}

TEST(NamesAsInFacts, TheLongestNameWins) {
  EXPECT_EQ(With("mayor of new york city?", About({"York", "New York City", "new york"})), "mayor of New York City?");
}

TEST(NamesAsInFacts, RunsOfCapitalsAreNamesInATextAndItsFunctionWordsAreNot) {
  const std::vector<v1::Fact> facts = Text("The Canal Street dig has Captain Smith in charge. In Oslo, Ann Lee waits.");
  EXPECT_EQ(With("who runs the canal street dig in oslo", facts), "who runs the Canal Street dig in Oslo");
  EXPECT_EQ(With("does captain smith know ann lee", facts), "does Captain Smith know Ann Lee");
}

TEST(NamesAsInFacts, WhoMindsCaseIsTakenAtTheirWord) {
  const std::vector<v1::Fact> facts = About({"Run", "Sunferries", "The Song", "Ann Lee"});
  EXPECT_EQ(With("From which city is Sunferries run?", facts), "From which city is Sunferries run?");
  EXPECT_EQ(With("The song Shake was sung by whom?", facts), "The song Shake was sung by whom?");
  // "I" and the first word are capitals for everybody, and all of them are none.
  EXPECT_EQ(With("Where do I meet ann lee?", facts), "Where do I meet Ann Lee?");
  EXPECT_EQ(With("I think I'd ask ann lee", facts), "I think I'd ask Ann Lee");
  EXPECT_EQ(With("WHERE WAS ANN LEE BORN?", facts), "WHERE WAS Ann Lee BORN?");
}

TEST(NamesAsInFacts, WithoutANameTheQuestionStays) {
  EXPECT_EQ(With("Who is it?", About({"Ann Lee"})), "Who is it?");
  EXPECT_EQ(With("", About({"Ann Lee"})), "");
}

std::string WithSubjects(const std::string& question, const std::vector<v1::Fact>& facts) {
  std::vector<const v1::Fact*> seen;
  for (const v1::Fact& fact : facts) seen.push_back(&fact);
  return WithSubjectsForAliases(question, seen);
}

TEST(SubjectsForAliases, StandWhereTheQuestionHasAnAlias) {
  std::vector<v1::Fact> facts = About({"Ann Lee", "Bo Day"});
  facts[0].add_aliases("Annie");
  facts[0].add_aliases("A. Lee");
  EXPECT_EQ(WithSubjects("Where was Annie born?", facts), "Where was Ann Lee born?");
  EXPECT_EQ(WithSubjects("What is A. Lee's place of birth?", facts), "What is Ann Lee's place of birth?");
  EXPECT_EQ(WithSubjects("Where was Annies born?", facts), "Where was Annies born?");
  EXPECT_EQ(WithSubjects("Of Annies, where was Annie born?", facts), "Of Annies, where was Ann Lee born?");
  EXPECT_EQ(WithSubjects("Where was Bo Day born?", facts), "Where was Bo Day born?");
}

TEST(SubjectsForAliases, NotWhereItMayBeAnother) {
  std::vector<v1::Fact> facts = About({"Ann Lee", "Ann Day", "Georgia (state)", "Georgia"});
  for (int i = 0; i < 2; ++i) facts[static_cast<size_t>(i)].add_aliases("Annie");
  facts[2].add_aliases("Georgia");
  EXPECT_EQ(WithSubjects("Where was Annie born?", facts), "Where was Annie born?");
  EXPECT_EQ(WithSubjects("Where is Georgia?", facts), "Where is Georgia?");
  facts.pop_back();
  EXPECT_EQ(WithSubjects("Where is Georgia?", facts), "Where is Georgia (state)?");
  EXPECT_EQ(WithSubjects("Is Georgia (state) Georgia?", facts), "Is Georgia (state) Georgia?");
}

TEST(SubjectsForAliases, FunctionWordsAndFreeTextsHaveNone) {
  std::vector<v1::Fact> facts = About({"Association of Texts"});
  facts[0].add_aliases("of");
  EXPECT_EQ(WithSubjects("Who is the head of it?", facts), "Who is the head of it?");
  std::vector<v1::Fact> text = Text("Ann was born in Oslo.");
  text[0].add_aliases("Annie");
  EXPECT_EQ(WithSubjects("Where was Annie born?", text), "Where was Annie born?");
}

}  // namespace
}  // namespace lethe

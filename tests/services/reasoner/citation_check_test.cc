#include "services/reasoner/citation_check.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(CitationCheck, WordsAreComparedWhole) {
  EXPECT_TRUE(ContainsWords("Ann Lee was born in Oslo.", "oslo"));
  EXPECT_TRUE(ContainsWords("Ann  Lee\nwas born", "ann lee"));
  EXPECT_TRUE(ContainsWords("the \"St. John's\" club", "St John's"));
  EXPECT_FALSE(ContainsWords("Oslofjord is deep", "Oslo"));
  EXPECT_FALSE(ContainsWords("Ann was born", "Ann born"));
  EXPECT_FALSE(ContainsWords("Ann was born", ""));
}

TEST(CitationCheck, SpellingVariantsOfUnicodeAreTheSame) {
  EXPECT_TRUE(ContainsWords("\xC3\x85se lives in M\xC3\xBCnchen", "A\xCC\x8Ase"));  // composed and decomposed
  EXPECT_TRUE(ContainsWords("Tokyo \xE2\x80\x93 \xE6\x9D\xB1\xE4\xBA\xAC", "\xE6\x9D\xB1\xE4\xBA\xAC"));
}

TEST(CitationCheck, LoneSignsAreComparedByteByByte) {
  EXPECT_TRUE(ContainsWords("the sign is +", "+"));
  EXPECT_FALSE(ContainsWords("the sign is -", "+"));
}

TEST(CitationCheck, EachKindOfStepHasItsOwnClaim) {
  v1::Fact fact;
  fact.set_subject("Ann Lee");
  fact.set_relation("place of birth");
  fact.set_object("Oslo");
  ParsedStep step;
  step.subject = "Ann Lee";
  step.value = "Oslo";
  EXPECT_TRUE(StepIsSupported(step, {&fact}));
  step.subject = "Bo Day";
  EXPECT_FALSE(StepIsSupported(step, {&fact}));
  step.recalled = true;  // the store knows that Bo Day is another name of Ann Lee
  EXPECT_TRUE(StepIsSupported(step, {&fact}));
  step.recalled = false;
  step.subject = "Ann Lee";
  step.value = "Bergen";
  EXPECT_FALSE(StepIsSupported(step, {&fact}));
  EXPECT_FALSE(StepIsSupported(step, {}));
  step.unknown = true;
  EXPECT_TRUE(StepIsSupported(step, {}));
  ParsedStep quote;
  quote.kind = ParsedStep::Kind::kQuote;
  quote.text = "place of birth";
  EXPECT_TRUE(StepIsSupported(quote, {&fact}));
  ParsedStep derived;
  derived.kind = ParsedStep::Kind::kDerived;
  EXPECT_FALSE(StepIsSupported(derived, {}));
  derived.cites = {4};
  EXPECT_TRUE(StepIsSupported(derived, {}));
}

TEST(CitationCheck, TheAnswerMustFollowFromTheLastLookUp) {
  ParsedStep last;
  last.value = "Oslo, Norway";
  EXPECT_TRUE(AnswerFollows(last, "oslo norway"));
  EXPECT_TRUE(AnswerFollows(last, "Oslo"));
  EXPECT_FALSE(AnswerFollows(last, "Paris"));
  last.kind = ParsedStep::Kind::kQuote;
  EXPECT_TRUE(AnswerFollows(last, "yes"));
}

}  // namespace
}  // namespace lethe

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

v1::Fact Text(const std::string& text) {
  v1::Fact fact;
  fact.set_text(text);
  return fact;
}

ParsedStep Numbered(const std::string& text, std::vector<int> cites) {
  ParsedStep step;
  step.kind = ParsedStep::Kind::kDerived;
  step.text = text;
  step.cites = std::move(cites);
  step.number = 9;
  return step;
}

TEST(CitationCheck, WhatATextDeniesIsNoValue) {
  const auto supported = [](const std::string& text, const std::string& subject, const std::string& value,
                            const std::string& relation = "owns") {
    const v1::Fact fact = Text(text);
    ParsedStep step;
    step.subject = subject;
    step.relation = relation;
    step.value = value;
    return StepIsSupported(step, {&fact});
  };
  EXPECT_TRUE(supported("Bo owns a car.", "Bo", "a car"));
  EXPECT_FALSE(supported("Bo does not own a car.", "Bo", "a car"));
  EXPECT_FALSE(supported("Bo doesn't own a car.", "Bo", "a car"));
  EXPECT_FALSE(supported("Neither Ann nor Bo has the key.", "the key", "Bo", "holder"));
  EXPECT_TRUE(supported("When not flying, Bo has a car.", "Bo", "a car"));          // another clause
  EXPECT_TRUE(supported("Bo does not own a car, Ann owns a car.", "Bo", "a car"));  // somewhere it is said
  EXPECT_TRUE(supported("Do Not Disturb was directed by Ann Lee.", "Do Not Disturb", "Ann Lee", "director"));
  EXPECT_TRUE(supported("Bo owns no. 7.", "Bo", "7"));
  EXPECT_TRUE(supported("Bo does not own a car.", "Bo", "a car", "does not own"));
}

TEST(CitationCheck, ARecalledValueNeedsNoSubjectToBeDenied) {
  const v1::Fact owns = Text("Bo owns a car."), does_not = Text("Bo does not own a car.");
  ParsedStep step;  // the key's subject came out as white space alone
  step.value = "a car";
  step.recalled = true;
  EXPECT_TRUE(StepIsSupported(step, {&owns}));
  EXPECT_FALSE(StepIsSupported(step, {&does_not}));
}

TEST(CitationCheck, ANumberDoesNotMakeAQuoteTrue) {
  const v1::Fact oslo = Text("Ann Lee is tall and lives in Oslo.");
  EXPECT_TRUE(StepIsSupported(Numbered("Ann Lee is tall", {1}), {&oslo}));
  EXPECT_TRUE(StepIsSupported(Numbered("Ann Lee lives in Oslo", {1}), {&oslo}));  // with words left out
  EXPECT_FALSE(StepIsSupported(Numbered("Ann Lee lives in Rome", {1}), {&oslo}));
  EXPECT_FALSE(StepIsSupported(Numbered("Ann Lee does not live in Oslo", {1}), {&oslo}));
  EXPECT_FALSE(StepIsSupported(Numbered("", {1}), {&oslo}));
  const v1::Fact denied = Text("Ann Lee is not old.");
  EXPECT_FALSE(StepIsSupported(Numbered("Ann Lee is old", {1}), {&denied}));
}

TEST(CitationCheck, WhatIsDerivedNeedNotStandInAFact) {
  const v1::Fact old = Text("Ann is old."), rule = Text("Old people are wise.");
  EXPECT_TRUE(StepIsSupported(Numbered("Ann is wise", {1, 2}), {&old, &rule}));
  EXPECT_TRUE(StepIsSupported(Numbered("Ann is wise", {8, 2}), {&rule}));  // 8 is a step
  ParsedStep look_up;
  look_up.subject = "Ann";
  look_up.value = "9 June 1931";
  look_up.cites = {1};
  const ParsedStep earlier[] = {look_up};
  const v1::Fact born = Text("Ann was born on 9 June 1931.");
  EXPECT_TRUE(StepIsSupported(Numbered("9 June 1931 + 70 years = 2001", {1}), {&born}, earlier));
  EXPECT_FALSE(StepIsSupported(Numbered("9 June 1931 + 70 years = 2001", {2}), {&born}, earlier));
}

TEST(CitationCheck, WhatIsReckonedMustComeOutRight) {
  v1::Fact fact;
  const auto look_up = [](const std::string& subject, const std::string& relation, const std::string& value, int cite) {
    ParsedStep step;
    step.subject = subject;
    step.relation = relation;
    step.value = value;
    step.cites = {cite};
    return step;
  };
  const ParsedStep heights[] = {look_up("Ann", "height", "1.75 m", 1), look_up("Bo", "height", "1.80 m", 2)};
  const std::vector<const v1::Fact*> cited = {&fact, &fact};
  const auto stands = [&](const std::string& text, const std::vector<int>& cites) {
    return StepIsSupported(Numbered(text, cites), {cited.begin(), cited.begin() + cites.size()}, heights);
  };
  EXPECT_TRUE(stands("1.80 m > 1.75 m, so Bo", {2, 1}));
  EXPECT_FALSE(stands("1.80 m > 1.75 m, so Ann", {2, 1}));
  EXPECT_FALSE(stands("1.75 m > 1.80 m, so Ann", {1, 2}));
  EXPECT_FALSE(stands("1.80 m > 1.80 m, 1.80 m, so Ann", {2, 1}));  // of values that no fact has
  EXPECT_FALSE(stands("1.80 m > 1.75 m, so Bo", {2}));              // of values that were not looked up
  EXPECT_TRUE(stands("Bo is taller than Ann", {2, 1}));             // nothing to reckon
}

TEST(CitationCheck, WhatIsNotStatedMayBeDeniedWhereTheFactsAreAll) {
  const v1::Fact closed = Text("Whatever is not stated here and does not follow is false.");
  EXPECT_TRUE(StepIsSupported(Numbered("the candle is not red", {1}), {&closed}));
  EXPECT_FALSE(StepIsSupported(Numbered("the candle is red", {1}), {&closed}));
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

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
  step.value = "Oslo";
  EXPECT_TRUE(StepIsSupported(step, {&fact}));
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

}  // namespace
}  // namespace lethe

#include "datasets/derivation_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/example_json.h"

namespace lethe {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Written by hand: the checks are held against what a person says follows.
constexpr char kTwoHops[] =
    R"({"context": [{"id": "f1", "subject": "Ann Lee", "relation": "birthplace", "object": "Oslo"}, {"id": "f2", "text": "Oslo lies in Norway."},
                    {"id": "f3", "subject": "Ann Lee", "relation": "employer", "object": "Statoil"}],
        "question": "In which country was ann lee born?",
        "derivation": [{"text": "Ann Lee | birthplace | Oslo", "subject": "Ann Lee", "relation": "birthplace",
    "object": "Oslo", "uses": ["f1"]},
                       {"text": "Oslo | country | Norway", "subject": "Oslo", "relation": "country",
    "object": "Norway", "uses": ["f2"]}],
        "answer": "Norway", "hops": 2})";

v1::Example Example(const char* json) {
  return ParseExample(json, "test");
}

TEST(DerivationCheck, ASoundChainPassesEveryCheck) {
  const v1::Example example = Example(kTwoHops);
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
  EXPECT_THAT(CheckNeeded(example), IsEmpty());
  EXPECT_THAT(CheckMinimal(example), IsEmpty());
}

TEST(DerivationCheck, AStepMustSayWhatItsFactSays) {
  v1::Example example = Example(kTwoHops);
  example.mutable_derivation(0)->set_relation("employer");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("step 1: fact f1 has the relation"));
  example = Example(kTwoHops);
  example.mutable_derivation(1)->set_object("Sweden");
  example.mutable_derivation(1)->set_text("Oslo | country | Sweden");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("step 2: fact f2 does not say that"));
  example = Example(kTwoHops);
  example.mutable_derivation(1)->set_uses(0, "f9");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("not in sight"));
}

TEST(DerivationCheck, ALookUpsTextSaysItsSubjectAndObject) {
  v1::Example example = Example(kTwoHops);
  example.mutable_derivation(0)->set_text("Ann Lee | born in | Oslo");  // as the question may put it
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
  example.mutable_derivation(0)->set_text("Ann Lee | birthplace | Paris");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("step 1: \"Ann Lee | birthplace | Paris\" is not"));
}

TEST(DerivationCheck, ALookUpCitesNoMoreThanItNeeds) {
  v1::Example example = Example(kTwoHops);
  example.mutable_derivation(0)->add_uses("f2");
  EXPECT_THAT(CheckMinimal(example), HasSubstr("step 1 does not need f2"));
}

constexpr char kWhereOslo[] =
    R"({"context": [{"id": "f1", "text": "Oslo lies in Norway."}, {"id": "f2", "text": "Bo has a cat."}],
        "question": "Where does Oslo lie?", "derivation": [{"text": "Norway", "uses": ["f1"]}],
        "answer": "Norway", "hops": 1})";

TEST(DerivationCheck, AQuotedFactSpeaksOfWhatIsAsked) {
  EXPECT_THAT(CheckDerivable(Example(kWhereOslo)), IsEmpty());
  v1::Example example = Example(kWhereOslo);
  example.set_question("Who wrote Hamlet?");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("step 1: quotes a fact that shares no word"));
}

TEST(DerivationCheck, AQuoteServesTheAnswerAndHasOneSource) {
  v1::Example example = Example(kWhereOslo);
  EXPECT_THAT(CheckMinimal(example), IsEmpty());
  example.mutable_context(1)->set_text(example.context(0).text());
  EXPECT_THAT(CheckMinimal(example), HasSubstr("step 1 also follows from fact f2"));
  example = Example(kWhereOslo);
  v1::DerivationStep idle;
  idle.set_text("Bo has a cat");
  idle.add_uses("f2");
  *example.add_derivation() = example.derivation(0);
  *example.mutable_derivation(0) = idle;
  EXPECT_THAT(CheckMinimal(example), HasSubstr("nothing builds on step 1"));
}

std::string Unjudged(const v1::Example& example) {
  std::string unjudged;
  CheckDerivable(example, unjudged);
  return unjudged;
}

TEST(DerivationCheck, AStepThatNobodyCanJudgeIsFound) {
  v1::Example example = Example(
      R"({"context": [{"id": "f1", "text": "Bo is 30 years old."}, {"id": "f2", "text": "Cy is 20 years old."}],
          "question": "Who is older, Bo or Cy?",
          "derivation": [{"text": "Cy is older than Bo, so Cy", "uses": ["f1", "f2"]}],
          "answer": "Cy", "hops": 2})");
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
  EXPECT_THAT(Unjudged(example), HasSubstr("step 1: cannot be derived again"));
  EXPECT_THAT(Unjudged(Example(kTwoHops)), IsEmpty());
  EXPECT_THAT(Unjudged(Example(kWhereOslo)), IsEmpty());
  (*example.mutable_checks())["derivable"] = "support";
  EXPECT_THAT(Unjudged(example), IsEmpty());
}

TEST(DerivationCheck, AnAnswerThatTheLastStepDoesNotHoldIsFound) {
  v1::Example example = Example(kWhereOslo);
  example.set_answer("Sweden");
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
  EXPECT_THAT(Unjudged(example), HasSubstr("answer does not stand in the last step"));
  example.add_aliases("norway");
  EXPECT_THAT(Unjudged(example), IsEmpty());
  example = Example(kWhereOslo);
  example.mutable_derivation(0)->set_text("Oslo lies in Norway.");
  EXPECT_THAT(Unjudged(example), IsEmpty());
  example.set_answer("Nor");
  EXPECT_THAT(Unjudged(example), HasSubstr("answer does not stand in the last step"));
}

TEST(DerivationCheck, AStepMustHangTogetherWithTheQuestion) {
  v1::Example example = Example(kTwoHops);
  example.set_question("In which country was Bo Lee born?");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("neither in the question nor found"));
}

TEST(DerivationCheck, TheAnswerIsTheLastValue) {
  v1::Example example = Example(kTwoHops);
  example.set_answer("Oslo");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("not the value of the last step"));
}

TEST(DerivationCheck, ALookUpOfARelativeIsNoSentenceToConcludeFrom) {
  const v1::Example example = Example(
      R"({"context": [{"id": "f1", "subject": "Ann Lee", "relation": "mother", "object": "Bo Lee"}],
          "question": "Who is the mother of Ann Lee?",
          "derivation": [{"text": "Ann Lee | mother | Bo Lee", "subject": "Ann Lee", "relation": "mother",
                          "object": "Bo Lee", "uses": ["f1"]}],
          "answer": "Bo Lee", "hops": 1})");
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
}

TEST(DerivationCheck, OnlyContinuationsOfTextGoWithoutSteps) {
  v1::Example example = Example(kTwoHops);
  example.clear_derivation();
  EXPECT_THAT(CheckDerivable(example), HasSubstr("has no derivation"));
  example.set_task("text/continuation");
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
}

TEST(DerivationCheck, ANameInsideAnotherWordIsNoSupport) {
  v1::Example example = Example(kTwoHops);
  example.mutable_context(1)->set_text("Oslostrand lies in Norway.");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("does not say that"));
}

TEST(DerivationCheck, TwoFactsOfOneIdAreFound) {
  v1::Example example = Example(kTwoHops);
  example.mutable_context(2)->set_id("f1");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("two facts have the id f1"));
}

TEST(DerivationCheck, ARecalledFactIsOnlySeenAfterItsRecall) {
  v1::Example example = Example(kTwoHops);
  example.mutable_context(1)->set_recalled(true);
  EXPECT_THAT(CheckDerivable(example), HasSubstr("step 2: cites f2, which is not in sight"));
  v1::DerivationStep recall;
  recall.set_recall("Oslo | country");
  recall.add_loads("f2");
  *example.add_derivation() = example.derivation(1);
  *example.mutable_derivation(1) = recall;
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
}

constexpr char kUnknown[] =
    R"({"context": [{"id": "f1", "subject": "Ann Lee", "relation": "employer", "object": "Statoil"}], "question": "Where was Ann Lee born?",
        "derivation": [{"recall": "Ann Lee | birthplace", "loads": []}, {"text": "unknown"}],
    "answer": "unknown", "answerable": false, "hops": 1})";

TEST(DerivationCheck, GivingUpIsRightOnlyWithoutTheFact) {
  v1::Example example = Example(kUnknown);
  EXPECT_THAT(CheckDerivable(example), IsEmpty());
  example.mutable_context(0)->set_relation("Birthplace");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("gives up although fact f1 has the key"));
}

TEST(DerivationCheck, AnswerableAndDerivationMustAgree) {
  v1::Example example = Example(kUnknown);
  example.set_answerable(true);
  EXPECT_THAT(CheckDerivable(example), HasSubstr("is answerable"));
  example = Example(kTwoHops);
  example.set_answerable(false);
  EXPECT_THAT(CheckDerivable(example), HasSubstr("is unanswerable"));
  example.set_answer("unknown");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("does not give up"));
}

TEST(DerivationCheck, AQuestionThatHoldsItsAnswerNeedsNoFact) {
  v1::Example example = Example(kTwoHops);
  example.set_question("Was Ann Lee born in Norway?");
  EXPECT_THAT(CheckNeeded(example), HasSubstr("holds the answer"));
}

TEST(DerivationCheck, ASecondSourceOrAnIdleStepIsNotMinimal) {
  v1::Example example = Example(kTwoHops);
  example.mutable_context(2)->set_object("Oslo");
  EXPECT_THAT(CheckMinimal(example), HasSubstr("step 1 also follows from fact f3"));
  example = Example(kTwoHops);
  v1::DerivationStep& idle = *example.mutable_derivation(0);
  idle.set_object("Statoil");
  EXPECT_THAT(CheckMinimal(example), HasSubstr("step 1"));
}

constexpr char kTextWithSubject[] =
    R"({"context": [{"id": "f1", "subject": "Ann Lee", "text": "Ann Lee was born in Oslo."}],
    "question": "Where was Ann Lee born?",
    "derivation": [{"text": "Ann Lee | birthplace | Oslo", "subject": "Ann Lee", "relation": "birthplace",
    "object": "Oslo", "uses": ["f1"]}], "answer": "Oslo"})";

TEST(DerivationCheck, ATextThatNamesItsSubjectIsReadAsText) {
  EXPECT_THAT(CheckDerivable(Example(kTextWithSubject)), IsEmpty());
}

constexpr char kQuote[] =
    R"({"context": [{"id": "f1", "text": "It was founded in 1040."}, {"id": "f2", "text": "It is old."}],
    "question": "When was it founded?", "derivation": [{"text": "1040", "uses": ["f1"]}], "answer": "1040",
    "checks": {"derivable": "steps"}})";

TEST(DerivationCheck, PromisesAreHeldTo) {
  EXPECT_THAT(CheckDerivable(Example(kQuote)), IsEmpty());
  v1::Example example = Example(kQuote);
  example.set_answer("1041");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("not what the last step quotes"));
  example = Example(kQuote);
  example.mutable_derivation(0)->set_uses(0, "f2");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("cannot be derived again"));
  (*example.mutable_checks())["derivable"] = "quotes";
  EXPECT_THAT(CheckDerivable(example), HasSubstr("quotes what the fact it cites does not say"));
  (*example.mutable_checks())["derivable"] = "support";
  EXPECT_THAT(CheckDerivable(example), HasSubstr("stands in nothing that it cites"));
  example.mutable_checks()->clear();
  EXPECT_THAT(CheckDerivable(example), IsEmpty());  // promises nothing
}

TEST(DerivationCheck, AQuoteThatTheQuestionHoldsIsNotNeeded) {
  v1::Example example = Example(kQuote);
  example.set_question("Was it founded in 1040?");
  EXPECT_THAT(CheckNeeded(example), HasSubstr("holds the answer"));
}

TEST(DerivationCheck, StepsThatComeLaterCannotBeCited) {
  v1::Example example = Example(kQuote);
  example.mutable_derivation(0)->set_uses(0, "s1");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("cites s1, which is not in sight"));
}

TEST(DerivationCheck, AConclusionThatNothingBuildsOnIsNotMinimal) {
  v1::Example example = Example(kQuote);
  v1::DerivationStep idle;
  idle.set_text("It is old and was founded in 1040.");
  idle.add_uses("f1");
  idle.add_uses("f2");
  *example.add_derivation() = example.derivation(0);
  *example.mutable_derivation(0) = idle;
  EXPECT_THAT(CheckMinimal(example), HasSubstr("nothing builds on step 1"));
}

}  // namespace
}  // namespace lethe

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
  EXPECT_THAT(CheckDerivable(example), HasSubstr("step 2: fact f2 does not say that"));
  example = Example(kTwoHops);
  example.mutable_derivation(1)->set_uses(0, "f9");
  EXPECT_THAT(CheckDerivable(example), HasSubstr("not in sight"));
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

}  // namespace
}  // namespace lethe

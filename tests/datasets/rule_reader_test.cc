#include "datasets/rule_reader.h"

#include <gtest/gtest.h>

#include "tests/support/source_tree.h"

namespace lethe {
namespace {

using testing::SourceTree;
using Kind = RuleReader::Kind;

const RuleReader& Reader() {
  static const RuleReader kReader(SourceTree() / "datasets/wordings/rules.txtpb");
  return kReader;
}

TEST(RuleReader, ReadsFactsInFrames) {
  Theory theory;
  EXPECT_EQ(Reader().Read("It is known that Ann Lee is big and kind.", theory), Kind::kFacts);
  EXPECT_EQ(Reader().Read("The lamp does not have a badge.", theory), Kind::kFacts);
  EXPECT_EQ(Reader().Read("Ann Lee works in Oslo.", theory), Kind::kFacts);
  ASSERT_EQ(theory.facts.size(), 4u);
  EXPECT_EQ(theory.facts[1], (Literal{"is kind", "Ann Lee", "", true}));
  EXPECT_EQ(theory.facts[2], (Literal{"has a badge", "the lamp", "", false}));
  EXPECT_EQ(theory.facts[3], (Literal{"works in", "Ann Lee", "Oslo", true}));
}

TEST(RuleReader, ReadsRules) {
  Theory theory;
  EXPECT_EQ(Reader().Read("If someone is big and kind, then they have a badge.", theory), Kind::kRule);
  EXPECT_EQ(Reader().Read("Everyone who works in Oslo is not shy.", theory), Kind::kRule);
  EXPECT_EQ(Reader().Read("An old, kind person sings.", theory), Kind::kRule);
  EXPECT_EQ(Reader().Read("If Ann is big and Ann is kind, then Ann sings.", theory), Kind::kRule);
  ASSERT_EQ(theory.rules.size(), 4u);
  EXPECT_EQ(theory.rules[0].body.size(), 2u);
  EXPECT_EQ(theory.rules[0].head[0], (Literal{"has a badge", "?x", "", true}));
  EXPECT_EQ(theory.rules[1].head[0], (Literal{"is shy", "?x", "", false}));
  EXPECT_EQ(theory.rules[2].body[0], (Literal{"is old", "?x", "", true}));
  EXPECT_EQ(theory.rules[3].head[0], (Literal{"sings", "Ann", "", true}));
  EXPECT_EQ(Reader().Read("Colourless green ideas sleep furiously.", theory), Kind::kNothing);
}

v1::Example Kindness(const std::string& answer) {
  v1::Example example;
  int number = 0;
  for (const char* text : {"Ann is big.", "Everyone who is big is kind.", "If someone is kind, then they are happy."}) {
    v1::ContextFact& fact = *example.add_context();
    fact.set_id("f" + std::to_string(++number));
    fact.set_text(text);
  }
  v1::DerivationStep& first = *example.add_derivation();
  first.set_text("Ann is kind");
  first.add_uses("f1");
  first.add_uses("f2");
  v1::DerivationStep& second = *example.add_derivation();
  second.set_text("Ann is happy");
  second.add_uses("s1");
  second.add_uses("f3");
  example.set_question("Is Ann happy?");
  example.set_answer(answer);
  example.set_answerable(true);
  return example;
}

TEST(RuleReader, DoesTheReasoningAgain) {
  EXPECT_EQ(Reader().Check(Kindness("yes")), "");
  EXPECT_NE(Reader().Check(Kindness("no")), "");
  v1::Example wrong_rule = Kindness("yes");
  wrong_rule.mutable_derivation(1)->set_uses(1, "f2");
  EXPECT_NE(Reader().Check(wrong_rule), "");
  v1::Example no_fact = Kindness("yes");
  no_fact.mutable_context(0)->set_text("Bo is big.");
  EXPECT_NE(Reader().Check(no_fact), "");
  v1::Example who = Kindness("Ann");
  who.set_question("Who is happy?");
  EXPECT_EQ(Reader().Check(who), "");
  who.add_context()->set_text("Bo is happy.");
  EXPECT_NE(Reader().Check(who), "");
}

TEST(RuleReader, WhatDoesNotFollowIsFalseOnlyWhereTheWorldIsClosed) {
  v1::Example example = Kindness("no");
  example.set_question("Does Ann sing?");
  example.clear_derivation();
  EXPECT_NE(Reader().Check(example), "");
  v1::ContextFact& note = *example.add_context();
  note.set_id("f4");
  note.set_text("Whatever is not stated here and does not follow is false.");
  EXPECT_EQ(Reader().Check(example), "");
}

}  // namespace
}  // namespace lethe

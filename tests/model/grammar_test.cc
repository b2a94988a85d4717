#include "model/grammar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using S = SpecialTokens;
using testing::ByteTokenizer;
using testing::Show;
using testing::ThrowsCode;

v1::ContextFact Triple(const std::string& id, const std::string& subject, const std::string& relation,
                       const std::string& object) {
  v1::ContextFact fact;
  fact.set_id(id);
  fact.set_subject(subject);
  fact.set_relation(relation);
  fact.set_object(object);
  return fact;
}

void AddLookup(v1::Example& example, const std::string& subject, const std::string& relation, const std::string& object,
               const std::string& use) {
  v1::DerivationStep* step = example.add_derivation();
  step->set_subject(subject);
  step->set_relation(relation);
  step->set_object(object);
  step->set_text(subject + " | " + relation + " | " + object);
  step->add_uses(use);
}

void AddFree(v1::Example& example, const std::string& text, const std::vector<std::string>& uses) {
  v1::DerivationStep* step = example.add_derivation();
  step->set_text(text);
  for (const std::string& use : uses) step->add_uses(use);
}

v1::Example TwoHops() {
  v1::Example example;
  example.set_id("e1");
  *example.add_context() = Triple("f1", "Ann Lee", "place of birth", "Oslo");
  *example.add_context() = Triple("f2", "Oslo", "country", "Norway");
  example.set_question("In which country was Ann Lee born?");
  AddLookup(example, "Ann Lee", "place of birth", "Oslo", "f1");
  AddLookup(example, "Oslo", "country", "Norway", "f2");
  example.set_answer("Norway");
  example.set_answerable(true);
  return example;
}

v1::Example Recalling() {
  v1::Example example = TwoHops();
  example.mutable_context(1)->set_recalled(true);
  example.clear_derivation();
  AddLookup(example, "Ann Lee", "place of birth", "Oslo", "f1");
  v1::DerivationStep* recall = example.add_derivation();
  recall->set_recall("Oslo | country");
  recall->add_loads("f2");
  AddLookup(example, "Oslo", "country", "Norway", "f2");
  return example;
}

std::vector<int32_t> DerivationOf(const Sequence& sequence) {
  std::vector<int32_t> tokens;
  bool derives = false;
  for (size_t i = 0; i < sequence.tokens.size(); ++i) {
    if (derives && sequence.kinds[i] == TokenKind::kDerivation) tokens.push_back(sequence.tokens[i]);
    derives = derives || sequence.tokens[i] == S::kDerive;
  }
  return tokens;
}

TEST(Grammar, WritesTheNotationOfTheHeader) {
  const Sequence sequence = EncodeExample(ByteTokenizer(), TwoHops(), nullptr);
  EXPECT_EQ(
      Show(sequence.tokens),
      "<s>Ann Lee<|>place of birth<|>Oslo<[1]>Oslo<|>country<|>Norway<[2]><question>In which country was Ann Lee born?"
      "<derive>Ann Lee<|>place of birth<|>Oslo<[1]>Oslo<|>country<|>Norway<[2]><answer>Norway<end>");
}

TEST(Grammar, AKeyMayBeWordedOtherwiseThanItsFact) {
  v1::Example example = TwoHops();
  example.mutable_derivation(0)->set_text("Ann Lee | born in | Oslo");  // the fact's relation is place of birth
  const std::string shown = Show(EncodeExample(ByteTokenizer(), example, nullptr).tokens);
  EXPECT_NE(shown.find("<derive>Ann Lee<|>born in<|>Oslo<[1]>"), std::string::npos) << shown;
}

TEST(Grammar, ATextWithASubjectIsReadAsText) {
  const ByteTokenizer tokenizer;
  EXPECT_EQ(Show(EncodeFact(tokenizer, {"Ann Lee", "", "", "Ann Lee lives in Oslo."})), "Ann Lee lives in Oslo.");
}

TEST(Grammar, KindsAndLossFollowTheParts) {
  const Sequence sequence = EncodeExample(ByteTokenizer(), TwoHops(), nullptr);
  ASSERT_EQ(sequence.kinds.size(), sequence.tokens.size());
  ASSERT_EQ(sequence.loss_weight.size(), sequence.tokens.size());
  EXPECT_EQ(sequence.kinds[0], TokenKind::kStart);
  EXPECT_EQ(sequence.kinds[1], TokenKind::kFact);
  bool after_derive = false;
  for (size_t i = 0; i < sequence.tokens.size(); ++i) {
    EXPECT_EQ(sequence.loss_weight[i], after_derive ? 1.0f : 0.0f) << "token " << i;
    const bool number = !after_derive && S::NumberOf(sequence.tokens[i]) > 0;
    EXPECT_EQ(number, sequence.kinds[i] == TokenKind::kNumber);
    EXPECT_TRUE(sequence.tokens[i] != S::kQuestion || sequence.kinds[i] == TokenKind::kQuestion);
    after_derive = after_derive || sequence.tokens[i] == S::kDerive;
    EXPECT_EQ(after_derive, sequence.kinds[i] == TokenKind::kDerivation);
  }
}

TEST(Grammar, LookupsComeBackFromTheirTokens) {
  const Sequence sequence = EncodeExample(ByteTokenizer(), TwoHops(), nullptr);
  const ParsedDerivation parsed = ParseDerivation(ByteTokenizer(), DerivationOf(sequence));
  ASSERT_TRUE(parsed.complete);
  EXPECT_TRUE(parsed.answerable);
  EXPECT_EQ(parsed.answer, "Norway");
  ASSERT_EQ(parsed.steps.size(), 2u);
  EXPECT_EQ(parsed.steps[0].kind, ParsedStep::Kind::kLookup);
  EXPECT_EQ(parsed.steps[0].text, "Ann Lee | place of birth | Oslo");
  EXPECT_EQ(parsed.steps[1].subject, "Oslo");
  EXPECT_EQ(parsed.steps[1].relation, "country");
  EXPECT_EQ(parsed.steps[1].value, "Norway");
  EXPECT_EQ(parsed.steps[1].cites, std::vector<int>{2});
  EXPECT_FALSE(parsed.steps[1].recalled);
}

TEST(Grammar, RecallLoadsFactsInMidDerivation) {
  const Sequence sequence = EncodeExample(ByteTokenizer(), Recalling(), nullptr);
  EXPECT_EQ(Show(sequence.tokens),
            "<s>Ann Lee<|>place of birth<|>Oslo<[1]><question>In which country was Ann Lee born?<derive>Ann "
            "Lee<|>place of birth<|>Oslo<[1]>"
            "Oslo<|>country<|><recall>Oslo<|>country<|>Norway<[2]><loaded>Norway<[2]><answer>Norway<end>");
  size_t recall = 0, loaded = 0;
  for (size_t i = 0; i < sequence.tokens.size(); ++i) {
    if (sequence.tokens[i] == S::kRecall) recall = i;
    if (sequence.tokens[i] == S::kLoaded) loaded = i;
  }
  EXPECT_EQ(sequence.loss_weight[recall], 1.0f);
  EXPECT_EQ(sequence.kinds[loaded], TokenKind::kDerivation);
  EXPECT_EQ(sequence.kinds[loaded - 1], TokenKind::kNumber);
  for (size_t i = recall + 1; i <= loaded; ++i) EXPECT_EQ(sequence.loss_weight[i], 0.0f);
  for (size_t i = recall + 1; i + 1 < loaded; ++i) EXPECT_EQ(sequence.kinds[i], TokenKind::kFact);

  const ParsedDerivation parsed = ParseDerivation(ByteTokenizer(), DerivationOf(sequence));
  ASSERT_EQ(parsed.steps.size(), 2u);
  EXPECT_TRUE(parsed.steps[1].recalled);
  EXPECT_EQ(parsed.steps[1].text, "Oslo | country | Norway");
  EXPECT_EQ(parsed.steps[1].cites, std::vector<int>{2});
}

TEST(Grammar, RecallThatFindsNothingIsUnknown) {
  v1::Example example = Recalling();
  example.mutable_derivation(1)->clear_loads();
  *example.mutable_derivation(2) = v1::DerivationStep();
  example.mutable_derivation(2)->set_text("unknown");
  example.set_answerable(false);
  example.set_answer("unknown");
  const Sequence sequence = EncodeExample(ByteTokenizer(), example, nullptr);
  EXPECT_NE(Show(sequence.tokens).find("Oslo<|>country<|><recall><loaded><unknown><answer><unknown><end>"),
            std::string::npos);
  const ParsedDerivation parsed = ParseDerivation(ByteTokenizer(), DerivationOf(sequence));
  ASSERT_TRUE(parsed.complete);
  EXPECT_FALSE(parsed.answerable);
  EXPECT_EQ(parsed.answer, kUnknownAnswer);
  ASSERT_EQ(parsed.steps.size(), 2u);
  EXPECT_TRUE(parsed.steps[1].unknown);
  EXPECT_TRUE(parsed.steps[1].cites.empty());
}

TEST(Grammar, QuotesAndDerivedSteps) {
  v1::Example example;
  example.set_id("e2");
  for (const auto& [id, text] : {std::pair{"a", "Ann is the mother of Bea."},
                                 {"b", "Bea is the mother of Cid."},
                                 {"c", "The red door is locked."}}) {
    v1::ContextFact* fact = example.add_context();
    fact->set_id(id);
    fact->set_text(text);
  }
  example.set_question("Who is Ann to Cid?");
  AddFree(example, "red door", {"c"});
  AddFree(example, "Ann is the grandmother of Cid", {"a", "b"});
  AddFree(example, "Ann is older than Cid", {"s2"});
  example.set_answer("grandmother");
  example.set_answerable(true);
  const Sequence sequence = EncodeExample(ByteTokenizer(), example, nullptr);
  EXPECT_NE(Show(sequence.tokens)
                .find("<derive>red door<[3]>Ann is the grandmother of Cid<[1]><[2]><as><[4]>Ann is older than "
                      "Cid<[4]><as><[5]><answer>"),
            std::string::npos)
      << Show(sequence.tokens);
  const auto derive = std::find(sequence.tokens.begin(), sequence.tokens.end(), S::kDerive) - sequence.tokens.begin();
  for (auto i = static_cast<size_t>(derive) + 1; i < sequence.tokens.size(); ++i)
    EXPECT_EQ(sequence.loss_weight[i], sequence.tokens[i - 1] == S::kAs ? 0.0f : 1.0f) << "token " << i;
  const ParsedDerivation parsed = ParseDerivation(ByteTokenizer(), DerivationOf(sequence));
  ASSERT_EQ(parsed.steps.size(), 3u);
  EXPECT_EQ(parsed.steps[0].kind, ParsedStep::Kind::kQuote);
  EXPECT_EQ(parsed.steps[1].kind, ParsedStep::Kind::kDerived);
  EXPECT_EQ(parsed.steps[1].number, 4);
  EXPECT_EQ(parsed.steps[1].cites, (std::vector<int>{1, 2}));
  EXPECT_EQ(parsed.steps[2].cites, std::vector<int>{4});
  EXPECT_EQ(parsed.steps[2].number, 5);
}

TEST(Grammar, RandomNumbersAreDistinctAndLeaveRoomForDerivedSteps) {
  v1::Example example;
  example.set_id("e3");
  for (int i = 0; i < 90; ++i) {
    v1::ContextFact* fact = example.add_context();
    fact->set_id(StrCat("f", i));
    fact->set_text(StrCat("fact ", i));
  }
  example.set_question("?");
  for (int i = 0; i < 6; ++i) AddFree(example, StrCat("step ", i), {"f0", "f1"});
  example.set_answer("x");
  example.set_answerable(true);
  std::set<int> first_numbers;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Random numbering(seed);
    const Sequence sequence = EncodeExample(ByteTokenizer(), example, &numbering);
    std::set<int> numbers;
    int first = 0;
    for (size_t i = 0; i < sequence.tokens.size(); ++i) {
      if (sequence.kinds[i] != TokenKind::kNumber) continue;
      numbers.insert(S::NumberOf(sequence.tokens[i]));
      if (first == 0) first = S::NumberOf(sequence.tokens[i]);
    }
    EXPECT_EQ(numbers.size(), 90u);
    first_numbers.insert(first);
    const ParsedDerivation parsed = ParseDerivation(ByteTokenizer(), DerivationOf(sequence));
    ASSERT_TRUE(parsed.complete);
    EXPECT_EQ(parsed.steps.back().number, *numbers.rbegin() + 6);
  }
  EXPECT_GT(first_numbers.size(), 10u);  // drawn, not counted
}

TEST(Grammar, ErrorsNameExampleAndField) {
  const ByteTokenizer tokenizer;
  const auto encoding = [&](const v1::Example& example) {
    return [&tokenizer, example] { EncodeExample(tokenizer, example, nullptr); };
  };
  v1::Example example = TwoHops();
  example.mutable_derivation(1)->set_uses(0, "f9");
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "example e1: derivation[1].uses: \"f9\""));
  example = TwoHops();
  example.mutable_derivation(0)->clear_uses();
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "derivation[0].uses"));
  example = TwoHops();
  example.mutable_context(1)->set_id("f1");
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "context[1].id"));
  example = TwoHops();
  example.mutable_context(0)->clear_subject();
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "context[0]"));
  example = TwoHops();
  example.mutable_context(0)->clear_relation();
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "context[0]"));
  example = Recalling();
  example.mutable_derivation()->RemoveLast();
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "derivation[1].recall"));
  example = Recalling();
  example.mutable_derivation(1)->set_recall("Bergen | country");
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "not the key of the next step"));
  example = Recalling();
  example.mutable_derivation(2)->set_uses(0, "nowhere");
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "derivation[2].uses"));
  example.mutable_derivation(2)->set_text("unknown");
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "derivation[2].uses: \"nowhere\""));
  example = TwoHops();
  for (int i = 0; i < 100; ++i) *example.add_context() = Triple(StrCat("x", i), "a", "b", "c");
  EXPECT_THAT(encoding(example), ThrowsCode(Code::kInvalidArgument, "context"));
}

TEST(Grammar, BrokenDerivationsAreNotComplete) {
  const ByteTokenizer tokenizer;
  std::vector<int32_t> tokens = DerivationOf(EncodeExample(tokenizer, TwoHops(), nullptr));
  tokens.pop_back();
  EXPECT_FALSE(ParseDerivation(tokenizer, tokens).complete);
  EXPECT_EQ(ParseDerivation(tokenizer, {S::kEnd}).complete, false);
  EXPECT_EQ(ParseDerivation(tokenizer, {S::kSeparator}).answer, kUnknownAnswer);
  EXPECT_EQ(ParseDerivation(tokenizer, {}).complete, false);
  EXPECT_EQ(ParseDerivation(tokenizer, {S::kAnswer, S::kUnknown, S::kEnd, S::kEnd}).complete, false);
}

}  // namespace
}  // namespace lethe

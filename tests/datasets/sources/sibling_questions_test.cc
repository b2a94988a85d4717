#include "datasets/sources/sibling_questions.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "datasets/ascii_case.h"
#include "datasets/derivation_check.h"
#include "datasets/sources/world.h"
#include "tests/support/source_tree.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;

World Make(const std::string& more) {
  WorldConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(wordings: "datasets/wordings/real.txtpb" wordings: "datasets/wordings/everyday.txtpb"
         entities: "datasets/entities" entities: "datasets/entities/closed" min_facts: 3 max_facts: 8 )" +
          more,
      &config));
  return World(config, SourceTree());
}

// The facts in sight before the derivation, in order.
std::string Shown(const v1::Example& example) {
  std::string shown;
  for (const v1::ContextFact& fact : example.context()) {
    if (!fact.recalled()) shown += fact.text() + fact.subject() + "|" + fact.relation() + "|" + fact.object() + "\n";
  }
  return shown;
}

constexpr uint64_t kRow = 4, kRows = 250;

TEST(SiblingQuestions, ARowAsksDifferentThingsOfTheSameFacts) {
  const World world = Make("twins: 0 questions_per_context: 4 unanswerable: 0.3");
  size_t shared = 0, vain = 0, two_hops = 0;
  for (uint64_t row = 0; row < kRows; ++row) {
    const v1::Example first = world.Make(5, row * kRow);
    std::set<std::string> asked = {first.derivation(0).DebugString()};
    for (uint64_t rank = 1; rank < kRow; ++rank) {
      const v1::Example example = world.Make(5, row * kRow + rank);
      ASSERT_EQ(FirstProblem(example), "") << example.DebugString();
      if (Shown(example) != Shown(first)) continue;  // nothing more could be asked
      ++shared;
      vain += !example.answerable();
      two_hops += example.hops() == 2;
      EXPECT_TRUE(asked.insert(example.question()).second) << example.question();
    }
  }
  const size_t all = kRows * (kRow - 1);
  EXPECT_GT(shared, all * 9 / 10);
  EXPECT_NEAR(static_cast<double>(vain) / static_cast<double>(shared), 0.3, 0.08);
  EXPECT_GT(two_hops, shared / 40);
}

TEST(SiblingQuestions, TheQuestionAsksForTheRelationOfTheFactThatAnswers) {
  const World world = Make(
      "twins: 0 questions_per_context: 4 unanswerable: 0 recall: 0 free_text: 0 aliases: 0 styled_names: 0 casual: 0 "
      "key_questions: 0 invented_relations: 0");
  std::map<std::string, const Relation*> by_name;
  for (const Relation& relation : world.wordings().relations) by_name[relation.name] = &relation;
  size_t seen = 0, matched = 0;
  for (uint64_t i = 0; i < kRow * kRows; ++i) {
    const v1::Example example = world.Make(8, i);
    if (example.hops() != 1) continue;
    const v1::DerivationStep& step = example.derivation(0);
    const auto relation = by_name.find(step.relation());
    if (relation == by_name.end()) continue;  // invented, for what has no relation
    ++seen;
    matched += std::any_of(relation->second->ask.begin(), relation->second->ask.end(), [&](const std::string& wording) {
      return SameButForCase(Fill(wording, {.s = step.subject()}), example.question());
    });
  }
  EXPECT_GT(seen, kRows);
  EXPECT_GT(matched, seen * 97 / 100);  // but for second articles
}

// What a distractor says of another subject is asked of one that lacks it.
TEST(SiblingQuestions, WhatCannotBeAnsweredNamesASubjectOfTheFacts) {
  const World world = Make("twins: 0 questions_per_context: 4 unanswerable: 1 free_text: 0 casual: 0");
  size_t seen = 0, answered = 0;
  for (uint64_t i = 0; i < kRow * kRows; ++i) {
    const v1::Example example = world.Make(6, i);
    if (i % kRow == 0 || Shown(example) != Shown(world.Make(6, i - i % kRow))) continue;
    answered += example.answerable();  // where nothing can be asked in vain
    ++seen;
    const bool named =
        std::any_of(example.context().begin(), example.context().end(),
                    [&](const v1::ContextFact& fact) { return HoldsWords(example.question(), fact.subject()); });
    EXPECT_TRUE(named) << example.DebugString();
  }
  EXPECT_GT(seen, kRows);
  EXPECT_LT(answered, seen / 20);
}

TEST(SiblingQuestions, OneQuestionAContextIsWhatItWas) {
  const World one = Make("twins: 0"), four = Make("twins: 0 questions_per_context: 4");
  for (uint64_t row = 0; row < 50; ++row)
    EXPECT_EQ(one.Make(7, row * kRow).DebugString(), four.Make(7, row * kRow).DebugString());
}

TEST(SiblingQuestions, RowsWithTwinsAreRefused) {
  EXPECT_THAT([] { Make("twins: 0.1 questions_per_context: 2"); },
              testing::ThrowsCode(Code::kInvalidArgument, "world.questions_per_context"));
  EXPECT_THAT([] { Make("twins: 0 questions_per_context: 0"); },
              testing::ThrowsCode(Code::kInvalidArgument, "at least 1"));
}

}  // namespace
}  // namespace lethe

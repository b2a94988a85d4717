#include "datasets/sources/sibling_questions.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <numeric>
#include <set>

#include "base/text.h"
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

// What is looked up, however it is worded.
std::string Asked(const v1::Example& example) {
  std::string asked;
  for (const v1::DerivationStep& step : example.derivation()) {
    asked += AsciiLower(step.recall()) + ">";
    if (step.recall().empty()) asked += std::accumulate(step.uses().begin(), step.uses().end(), std::string());
  }
  return asked;
}

constexpr uint64_t kRow = 4, kRows = 250;

TEST(SiblingQuestions, ARowAsksDifferentThingsOfTheSameFacts) {
  const World world = Make(
      "twins: 0 questions_per_context: 4 unanswerable: 0.3 recall: 0.2 hop_weight: 0.2 hop_weight: 0.45 hop_weight: "
      "0.35");
  size_t shared = 0, unanswerable = 0, recalled = 0, in_vain_later = 0;
  std::map<uint32_t, size_t> by_hops;
  for (uint64_t row = 0; row < kRows; ++row) {
    const v1::Example first = world.Make(5, row * kRow);
    std::set<std::string> asked = {Asked(first)};
    for (uint64_t rank = 1; rank < kRow; ++rank) {
      const v1::Example example = world.Make(5, row * kRow + rank);
      ASSERT_EQ(FirstProblem(example), "") << example.DebugString();
      if (Shown(example) != Shown(first)) continue;  // nothing more could be asked
      ++shared;
      unanswerable += !example.answerable();
      recalled += example.answerable() && std::any_of(example.derivation().begin(), example.derivation().end(),
                                                      [](const auto& step) { return step.loads_size() > 0; });
      by_hops[example.hops()] += 1;
      if (!example.answerable()) in_vain_later += example.hops() > 1;
      EXPECT_TRUE(asked.insert(Asked(example)).second) << example.question() << Asked(example);
    }
  }
  const size_t all = kRows * (kRow - 1);
  EXPECT_GT(shared, all * 8 / 10);
  EXPECT_NEAR(static_cast<double>(unanswerable) / static_cast<double>(shared), 0.3, 0.06);
  EXPECT_NEAR(static_cast<double>(recalled) / static_cast<double>(shared - unanswerable), 0.2, 0.06);
  EXPECT_GT(by_hops[2], shared / 4);
  EXPECT_GT(by_hops[3], shared / 40);
  EXPECT_GT(in_vain_later, unanswerable / 4);
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
    EXPECT_TRUE(example.answerable());
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

// "Who is Y's spouse?" is answered where X's spouse is Y.
TEST(SiblingQuestions, WhatStandsTheOtherWayRoundIsNotAskedInVain) {
  const World world = Make(
      "twins: 0 questions_per_context: 4 unanswerable: 0.6 recall: 0 free_text: 0 aliases: 0 styled_names: 0 casual: 0 "
      "invented_relations: 0 key_questions: 0");
  std::set<std::string> either_way;  // "spouse" is, "country" is not
  for (const Relation& relation : world.wordings().relations) {
    if (relation.subject == relation.object) either_way.insert(relation.name);
  }
  size_t seen = 0;
  for (uint64_t i = 0; i < kRow * kRows * 4; ++i) {
    const v1::Example example = world.Make(9, i);
    if (i % kRow == 0 || example.answerable() || example.hops() != 1) continue;
    const std::string& recall = example.derivation(0).recall();
    const std::string subject = recall.substr(0, recall.find(" | ")), relation = recall.substr(recall.find(" | ") + 3);
    if (!either_way.contains(relation) || Shown(example) != Shown(world.Make(9, i - i % kRow))) continue;
    ++seen;
    for (const v1::ContextFact& fact : example.context()) {
      EXPECT_FALSE(fact.object() == subject && fact.relation() == relation && !fact.recalled())
          << example.DebugString();
    }
  }
  EXPECT_GT(seen, 40u);
}

// Relations of which there is but one of the name.
std::map<std::string, const Relation*> ByName(const World& world) {
  std::map<std::string, const Relation*> by_name;
  std::set<std::string> twice;
  for (const Relation& relation : world.wordings().relations) {
    if (!by_name.emplace(relation.name, &relation).second) twice.insert(relation.name);
  }
  for (const std::string& name : twice) by_name.erase(name);
  return by_name;
}

constexpr char kPlain[] =
    "twins: 0 questions_per_context: 4 free_text: 0 aliases: 0 styled_names: 0 casual: 0 invented_relations: 0 "
    "key_questions: 0 hop_weight: 0.2 hop_weight: 0.8 max_hops: 2 ";

// Every later question of two hops that is over the facts of its row's first.
template <typename Visit>
void ForEachTwoHopSibling(const World& world, uint64_t seed, Visit visit) {
  for (uint64_t i = 0; i < kRow * kRows * 8; ++i) {
    const v1::Example example = world.Make(seed, i);
    if (i % kRow > 0 && example.hops() == 2 && Shown(example) == Shown(world.Make(seed, i - i % kRow))) visit(example);
  }
}

// "The capital of the country whose capital is Oslo" is answered by what leads there.
TEST(SiblingQuestions, TheWayBackIsNotAskedInVain) {
  const World world = Make(std::string(kPlain) + "unanswerable: 0.6 recall: 0");
  const auto by_name = ByName(world);
  size_t seen = 0;
  ForEachTwoHopSibling(world, 13, [&](const v1::Example& example) {
    if (example.answerable()) return;
    const std::string& recall = example.derivation(1).recall();
    const auto leading = by_name.find(example.derivation(0).relation());
    const auto asked = by_name.find(recall.substr(recall.find(" | ") + 3));
    if (leading == by_name.end() || asked == by_name.end()) return;
    ++seen;
    const bool back =
        leading->second->subject == asked->second->object && leading->second->object == asked->second->subject;
    EXPECT_FALSE(back && leading->second->family == asked->second->family) << example.question();
  });
  EXPECT_GT(seen, kRows);
}

TEST(SiblingQuestions, NearMissesOfARecallAreOfTheTypeOfWhatLeadsThere) {
  const World world = Make(std::string(kPlain) + "unanswerable: 0 recall: 1");
  const auto by_name = ByName(world);
  size_t seen = 0;
  ForEachTwoHopSibling(world, 14, [&](const v1::Example& example) {
    const std::string& recall = example.derivation(1).recall();
    const auto leading = by_name.find(example.derivation(0).relation());
    if (recall.empty() || leading == by_name.end()) return;
    for (const v1::ContextFact& fact : example.context()) {
      const auto loaded = by_name.find(fact.relation());
      if (!fact.recalled() || fact.subject() != example.derivation(0).object() || loaded == by_name.end()) continue;
      ++seen;
      EXPECT_TRUE(world.wordings().types.IsA(leading->second->object, loaded->second->subject))
          << fact.relation() << " of " << fact.subject();
    }
  });
  EXPECT_GT(seen, kRows);
}

// Neither how many look-ups a question takes nor whether its words stand in the facts tells that there is no answer.
TEST(SiblingQuestions, WhatCannotBeAnsweredLooksLikeWhatCan) {
  const World world = Make(
      "twins: 0 questions_per_context: 4 unanswerable: 0.3 recall: 0 free_text: 0 aliases: 0 styled_names: 0 casual: 0 "
      "hop_weight: 0.2 hop_weight: 0.45 hop_weight: 0.35 hard_negatives: 0.3");
  std::map<uint32_t, std::array<double, 2>> asked;  // by hops: all, in vain
  double later_in_vain = 0, word_in_sight = 0;
  for (uint64_t i = 0; i < kRow * kRows * 8; ++i) {
    const v1::Example example = world.Make(12, i);
    if (i % kRow == 0 || Shown(example) != Shown(world.Make(12, i - i % kRow))) continue;
    asked[example.hops()][0] += 1;
    if (example.answerable()) continue;
    asked[example.hops()][1] += 1;
    if (example.hops() < 2) continue;
    ++later_in_vain;
    const std::string& recall = example.derivation(static_cast<int>(example.hops()) - 1).recall();
    const std::string relation = recall.substr(recall.find(" | ") + 3);
    word_in_sight += std::any_of(example.context().begin(), example.context().end(), [&](const v1::ContextFact& fact) {
      return !fact.recalled() && fact.relation() == relation;
    });
  }
  for (const auto& [hops, count] : asked) EXPECT_NEAR(count[1] / count[0], 0.3, 0.08) << hops << " hops";
  EXPECT_GT(word_in_sight, later_in_vain / 4);
}

TEST(SiblingQuestions, KeepToTheHopsOfTheConfig) {
  const World world = Make("twins: 0 questions_per_context: 4 max_hops: 1");
  for (uint64_t i = 0; i < kRow * kRows; ++i) EXPECT_EQ(world.Make(10, i).hops(), 1u);
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

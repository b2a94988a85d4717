#include "datasets/sources/world_questions.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>

#include "datasets/derivation_check.h"
#include "datasets/derived_step.h"
#include "datasets/sources/world.h"
#include "model/grammar.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/source_tree.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;
using testing::ThrowsCode;

World Make(const std::string& more) {
  WorldConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(wordings: "datasets/wordings/real.txtpb" wordings: "datasets/wordings/everyday.txtpb"
         entities: "datasets/entities" entities: "datasets/entities/closed" )" +
          more,
      &config));
  return World(config, SourceTree());
}

constexpr const char* kAllKinds =
    "twins: 0 max_facts: 20 questions { inverse: 0.14 compare: 0.14 count: 0.14 intersect: 0.14 superlative: 0.14 "
    "dates: 0.14 yes_no: 0.14 } ";

std::string KindOf(const v1::Example& example) {
  const size_t from = example.task().find('/') + 1;
  return example.task().substr(from, example.task().find('-', from) - from);
}

TEST(WorldQuestions, EveryKindPassesTheChecksAndTheGrammar) {
  const World world = Make(kAllKinds);
  const testing::ByteTokenizer tokenizer;
  std::map<std::string, size_t> kinds, answered;
  for (uint64_t i = 0; i < 3000; ++i) {
    const v1::Example example = world.Make(1, i);
    ASSERT_EQ(CheckDerivable(example), "") << example.DebugString();
    ASSERT_EQ(CheckNeeded(example), "") << example.DebugString();
    ASSERT_EQ(CheckMinimal(example), "") << example.DebugString();
    ASSERT_FALSE(EncodeExample(tokenizer, example, nullptr).tokens.empty());
    ++kinds[KindOf(example)];
    answered[KindOf(example)] += example.answerable();
  }
  for (const char* kind : {"inverse", "compare", "count", "intersect", "superlative", "dates", "yes_no"}) {
    EXPECT_NEAR(static_cast<double>(kinds[kind]) / 3000, 0.14, 0.035) << kind;
    EXPECT_GT(answered[kind], kinds[kind] / 2) << kind;
  }
}

// The last step of what is reckoned is done again by a check that sees the cited look-ups alone.
TEST(WorldQuestions, AFalsifiedConclusionIsFound) {
  const World world = Make(kAllKinds);
  size_t falsified = 0;
  for (uint64_t i = 0; i < 400; ++i) {
    v1::Example example = world.Make(2, i);
    const int last = example.derivation_size() - 1;
    const bool derived = example.answerable() && example.derivation(last).subject().empty();
    if (!derived) continue;
    v1::DerivationStep& step = *example.mutable_derivation(last);
    const std::string answer = example.answer();
    const std::string other = answer == "yes" ? "no" : answer == "no" ? "yes" : answer + "7";
    step.set_text(step.text().substr(0, step.text().size() - answer.size()) + other);
    example.set_answer(other);
    // "yes" and "no" to an order depend on what was asked, which the step does not say.
    if (step.text().find(" is ") == std::string::npos && (answer == "yes" || answer == "no")) continue;
    EXPECT_NE(CheckDerivable(example), "") << example.DebugString();
    ++falsified;
  }
  EXPECT_GT(falsified, 150u);
}

TEST(WorldQuestions, DepthReachesTen) {
  const World world = Make(
      "min_hops: 5 max_hops: 10 min_facts: 8 max_facts: 30 twins: 0 hop_weight: 0 hop_weight: 0 hop_weight: 0 "
      "hop_weight: 0 hop_weight: 1 hop_weight: 1 hop_weight: 1 hop_weight: 1 hop_weight: 1 hop_weight: 1");
  std::map<uint32_t, size_t> hops;
  int most = 0;
  for (uint64_t i = 0; i < 300; ++i) {
    const v1::Example example = world.Make(3, i);
    ++hops[example.hops()];
    ASSERT_EQ(CheckDerivable(example), "") << example.DebugString();
    most = std::max(most, example.context_size());
  }
  for (uint32_t depth = 5; depth <= 10; ++depth) EXPECT_GT(hops[depth], 20u) << depth;
  EXPECT_GT(most, 30);
  EXPECT_LE(most, 64);
}

TEST(WorldQuestions, WholeFamiliesAreLeftOut) {
  const World all = Make("invented_relations: 0");
  const World without = Make("invented_relations: 0 leave_out_family: \"hospital\" leave_out_family: \"zoo\"");
  EXPECT_LT(without.wordings().relations.size(), all.wordings().relations.size());
  for (const Relation& relation : without.wordings().relations) {
    EXPECT_NE(relation.family, "hospital");
    EXPECT_NE(relation.family, "zoo");
  }
}

TEST(WorldQuestions, RefusesSharesThatAreNone) {
  EXPECT_THAT([] { Make("questions { count: 1.5 }"); }, ThrowsCode(Code::kInvalidArgument, "count"));
  EXPECT_THAT([] { Make("questions { count: 0.6 compare: 0.6 }"); }, ThrowsCode(Code::kInvalidArgument, "add up"));
  EXPECT_THAT([] { Make("only_family: \"zoo\" invented_relations: 0 max_hops: 1 questions { count: 0.5 }"); },
              ThrowsCode(Code::kInvalidArgument, "countable"));
}

}  // namespace
}  // namespace lethe

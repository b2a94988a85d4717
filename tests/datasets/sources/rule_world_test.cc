#include "datasets/sources/rule_world.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <map>

#include "datasets/derivation_check.h"
#include "datasets/rule_reader.h"
#include "model/grammar.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/source_tree.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::SourceTree;
using testing::ThrowsCode;

RuleWorld Make(const std::string& more) {
  RuleWorldConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("entities: \"datasets/entities\" " + more, &config));
  return RuleWorld(config, SourceTree());
}

// The reader knows the wordings, and nothing of how an example was made.
TEST(RuleWorld, EveryExampleIsReadAndReasonedAgain) {
  const RuleReader reader(SourceTree() / "datasets/wordings/rules.txtpb");
  const testing::ByteTokenizer tokenizer;
  for (const char* part : {"TRAIN", "HELD_OUT"}) {
    const RuleWorld world = Make(std::string("max_depth: 10 wording_part: ") + part);
    for (uint64_t i = 0; i < 1000; ++i) {
      const v1::Example example = world.Make(5, i);
      ASSERT_EQ(reader.Check(example), "") << example.DebugString();
      ASSERT_EQ(CheckDerivable(example), "") << example.DebugString();
      ASSERT_EQ(CheckNeeded(example), "") << example.DebugString();
      ASSERT_EQ(CheckMinimal(example), "") << example.DebugString();
      ASSERT_FALSE(EncodeExample(tokenizer, example, nullptr).tokens.empty());
    }
  }
}

TEST(RuleWorld, IsAFunctionOfSeedAndNumber) {
  const RuleWorld a = Make("max_depth: 4"), b = Make("max_depth: 4");
  for (uint64_t i = 50; i-- > 0;) EXPECT_TRUE(MessageDifferencer::Equals(a.Make(2, i), b.Make(2, i)));
}

TEST(RuleWorld, SharesAndDepthsAreAsConfigured) {
  const RuleWorld world = Make(
      "max_depth: 3 depth_weight: 0 depth_weight: 1 depth_weight: 0 depth_weight: 1 "
      "closed_world: 0.4 unknown: 0.3 questions_who: 0.2");
  std::map<uint32_t, size_t> depths;
  std::map<std::string, size_t> answers;
  size_t closed = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    const v1::Example example = world.Make(9, i);
    ++depths[example.hops()];
    ++answers[example.answer()];
    closed += example.task().find("/closed") != std::string::npos;
    if (example.answer() == "yes" && example.derivation_size() > 0) {
      EXPECT_GE(example.derivation_size(), static_cast<int>(example.hops()));
    }
  }
  EXPECT_EQ(depths.size(), 2u);
  EXPECT_NEAR(static_cast<double>(depths[1]) / 2000, 0.5, 0.05);
  EXPECT_NEAR(static_cast<double>(closed) / 2000, 0.4, 0.06);
  EXPECT_NEAR(static_cast<double>(answers["unknown"]) / 2000, 0.6 * 0.3, 0.05);
  EXPECT_GT(answers["yes"], 400u);
  EXPECT_GT(answers["no"], 400u);
}

// Neither "Is Ann kind?" nor "Is Ann not kind?" may be mostly "yes".
TEST(RuleWorld, TheFormOfAQuestionDoesNotTellItsAnswer) {
  const RuleWorld world = Make("max_depth: 3 closed_world: 0 unknown: 0 questions_who: 0");
  std::map<bool, double> yes, all;  // by whether the question denies
  for (uint64_t i = 0; i < 2000; ++i) {
    const v1::Example example = world.Make(11, i);
    const bool denies = example.question().find(" not ") != std::string::npos;
    ++all[denies];
    yes[denies] += example.answer() == "yes";
  }
  for (const bool denies : {false, true}) {
    EXPECT_GT(all[denies], 600);
    EXPECT_NEAR(yes[denies] / all[denies], 0.5, 0.07) << (denies ? "denied" : "asked plainly");
  }
}

TEST(RuleWorld, RefusesWhatItCannotMake) {
  EXPECT_THAT([] { Make("max_depth: 11"); }, ThrowsCode(Code::kInvalidArgument, "max_depth"));
  EXPECT_THAT([] { Make("unknown: 1.5"); }, ThrowsCode(Code::kInvalidArgument, "rule_world.unknown"));
  EXPECT_THAT([] { Make("min_distractors: 5 max_distractors: 4"); }, ThrowsCode(Code::kInvalidArgument, "distractors"));
}

// The longest examples of these limits speak of more than the book says of things.
TEST(RuleWorld, SaysWhenTheBooksPropertiesRunOut) {
  const RuleWorld world =
      Make("things: 1 invented_properties: 0 min_depth: 10 max_depth: 10 min_distractors: 40 max_distractors: 40");
  const auto make = [&] {
    for (uint64_t i = 0; i < 20; ++i) world.Make(1, i);
  };
  EXPECT_THAT(make, ThrowsCode(Code::kFailedPrecondition, "raise invented_properties (0)"));
}

}  // namespace
}  // namespace lethe

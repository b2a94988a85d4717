#include "datasets/sources/proofed.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"
#include "tests/support/source_tree.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;
using testing::ThrowsCode;

std::unique_ptr<ExampleSource> Make(const std::string& proofing) {
  SourceConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(world { wordings: "datasets/wordings/real.txtpb" entities: "datasets/entities" entities: "datasets/entities/closed"
                 invented_names: 0 unanswerable: 0 max_facts: 8 })" +
          proofing,
      &config));
  return MakeSource(config, SourceTree());
}

void ExpectSound(const v1::Example& example) {
  EXPECT_EQ(CheckDerivable(example), "") << example.DebugString();
  EXPECT_EQ(CheckNeeded(example), "") << example.DebugString();
  EXPECT_EQ(CheckMinimal(example), "") << example.DebugString();
}

TEST(Proofed, RenamesAndKeepsTwinsTogether) {
  const auto plain = Make(""), renamed = Make("proofing { rename: 1 entities: \"datasets/entities\" }");
  size_t changed = 0, twins = 0;
  for (uint64_t i = 0; i < 400; i += 2) {
    const v1::Example first = renamed->Make(3, i), second = renamed->Make(3, i + 1);
    ExpectSound(first);
    changed += first.question() != plain->Make(3, i).question();
    if (second.twin_of().empty()) continue;
    ++twins;
    EXPECT_EQ(second.twin_of(), std::to_string(i));
  }
  EXPECT_GT(changed, 100u);
  EXPECT_GT(twins, 5u);
}

TEST(Proofed, TakesNeededFactsAway) {
  const auto plain = Make(""), without = Make("proofing { without_gold: 0.5 entities: \"datasets/entities\" }");
  size_t gone = 0;
  for (uint64_t i = 0; i < 400; ++i) {
    const v1::Example example = without->Make(3, i), before = plain->Make(3, i);
    ExpectSound(example);
    if (example.answerable()) continue;
    ++gone;
    EXPECT_EQ(example.answer(), "unknown");
    EXPECT_EQ(example.context_size(), before.context_size() - 1);
    EXPECT_TRUE(example.twin_of().empty());
    EXPECT_EQ(example.question(), before.question());
  }
  EXPECT_NEAR(static_cast<double>(gone) / 400, 0.45, 0.12);
}

TEST(Proofed, AddsNearMisses) {
  const auto plain = Make(""), more = Make("proofing { near_misses: 1 entities: \"datasets/entities\" }");
  size_t grown = 0;
  for (uint64_t i = 0; i < 200; ++i) {
    const v1::Example example = more->Make(3, i), before = plain->Make(3, i);
    ExpectSound(example);
    EXPECT_EQ(example.answer(), before.answer());
    grown += example.context_size() > before.context_size();
  }
  EXPECT_GT(grown, 120u);
}

TEST(Proofed, RefusesWhatItCannotDo) {
  EXPECT_THAT([] { Make("proofing { rename: 2 entities: \"datasets/entities\" }"); },
              ThrowsCode(Code::kInvalidArgument, "proofing.rename"));
  EXPECT_THAT([] { Make("proofing { rename: 0.5 }"); }, ThrowsCode(Code::kInvalidArgument, "proofing.entities"));
}

}  // namespace
}  // namespace lethe

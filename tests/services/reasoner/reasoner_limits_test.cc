#include "services/reasoner/reasoner_limits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

// A server that is told nothing decides as `lethe ask` does.
TEST(ReasonerLimits, OfAnEmptyConfigAreTheDefaults) {
  const ReasonerLimits defaults, limits = LimitsOf(ServeConfig());
  EXPECT_EQ(limits.max_facts, defaults.max_facts);
  EXPECT_EQ(limits.max_recalls, defaults.max_recalls);
  EXPECT_EQ(limits.max_tokens, defaults.max_tokens);
  EXPECT_EQ(limits.max_concurrent, defaults.max_concurrent);
  EXPECT_EQ(limits.max_queued, defaults.max_queued);
  EXPECT_EQ(limits.max_question_bytes, defaults.max_question_bytes);
  EXPECT_EQ(limits.recall_threshold, defaults.recall_threshold);
  EXPECT_EQ(limits.recall_odds, defaults.recall_odds);
  EXPECT_EQ(limits.later_recall_odds, defaults.later_recall_odds);
  EXPECT_EQ(limits.key_beam, defaults.key_beam);
}

TEST(ReasonerLimits, RefusesWhatIsOutOfRange) {
  ServeConfig config;
  for (const float odds : {0.0f, -1.0f, std::numeric_limits<float>::infinity(), std::nanf("")}) {
    config.set_recall_odds(odds);
    EXPECT_THAT([&] { LimitsOf(config); }, ThrowsCode(Code::kInvalidArgument, "recall_odds is ")) << odds;
  }
  config.clear_recall_odds();
  config.set_later_recall_odds(0);
  EXPECT_THAT([&] { LimitsOf(config); }, ThrowsCode(Code::kInvalidArgument, "later_recall_odds is 0"));
  config.clear_later_recall_odds();
  const auto refuses = [](const char* field, void (*set)(ServeConfig&)) {
    ServeConfig wrong;
    set(wrong);
    EXPECT_THAT([&] { LimitsOf(wrong); }, ThrowsCode(Code::kInvalidArgument, StrCat(field, " is ")));
  };
  refuses("max_facts", [](ServeConfig& wrong) { wrong.set_max_facts(kMaxFrontFacts + 1); });
  refuses("max_facts", [](ServeConfig& wrong) { wrong.set_max_facts(0); });
  refuses("max_tokens", [](ServeConfig& wrong) { wrong.set_max_tokens(0); });
  refuses("max_concurrent", [](ServeConfig& wrong) { wrong.set_max_concurrent(0); });
  refuses("max_question_bytes", [](ServeConfig& wrong) { wrong.set_max_question_bytes(0); });
  refuses("recall_threshold", [](ServeConfig& wrong) { wrong.set_recall_threshold(7); });
  for (const uint32_t beam : {0u, kMaxKeyBeam + 1}) {
    config.set_key_beam(beam);
    EXPECT_THAT([&] { LimitsOf(config); }, ThrowsCode(Code::kInvalidArgument, "key_beam is ")) << beam;
  }
}

}  // namespace
}  // namespace lethe

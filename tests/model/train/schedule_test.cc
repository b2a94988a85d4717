#include "model/train/schedule.h"

#include <gtest/gtest.h>

#include "base/config.h"

namespace lethe {
namespace {

TEST(RateScale, WarmsUpHoldsAndDecaysToTheFloor) {
  ScheduleConfig schedule;
  schedule.set_warmup_steps(10);
  schedule.set_decay_from(0.5);
  schedule.set_floor(0.1);
  EXPECT_DOUBLE_EQ(RateScale(schedule, 0, 100), 0.1);
  EXPECT_DOUBLE_EQ(RateScale(schedule, 9, 100), 1.0);
  EXPECT_DOUBLE_EQ(RateScale(schedule, 50, 100), 1.0);
  EXPECT_NEAR(RateScale(schedule, 75, 100), 0.55, 1e-6);
  EXPECT_NEAR(RateScale(schedule, 100, 100), 0.1, 1e-6);
}

TEST(CurriculumLimits, GrowLinearlyBetweenStages) {
  TrainConfig config;
  ParseConfig(
      "steps: 100 curriculum { at: 0 max_facts: 2 max_hops: 1 } curriculum { at: 0.5 max_facts: 12 max_hops: 3 }",
      "test", config);
  EXPECT_EQ(CurriculumLimits(config, 0).max_facts, 2);
  EXPECT_EQ(CurriculumLimits(config, 25).max_facts, 7);
  EXPECT_EQ(CurriculumLimits(config, 25).max_hops, 2);
  EXPECT_EQ(CurriculumLimits(config, 50).max_facts, 12);
  EXPECT_EQ(CurriculumLimits(config, 99).max_facts, 12);
}

TEST(CurriculumLimits, AreOpenWithoutStages) {
  EXPECT_GT(CurriculumLimits(TrainConfig(), 0).max_facts, 1000);
}

}  // namespace
}  // namespace lethe

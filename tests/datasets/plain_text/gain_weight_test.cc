#include "datasets/plain_text/gain_weight.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

TEST(GainWeight, RisesBetweenLowAndHigh) {
  GainWeightConfig config;
  config.set_low(0.5);
  config.set_high(2.5);
  config.set_floor(0.25);
  config.set_ceiling(1.25);
  EXPECT_FLOAT_EQ(GainWeight(-3, config), 0.25f);
  EXPECT_FLOAT_EQ(GainWeight(0.5, config), 0.25f);
  EXPECT_FLOAT_EQ(GainWeight(1.0, config), 0.5f);
  EXPECT_FLOAT_EQ(GainWeight(2.5, config), 1.25f);
  EXPECT_FLOAT_EQ(GainWeight(9, config), 1.25f);
}

TEST(GainWeight, ByDefaultNothingWeighsWithoutAGain) {
  EXPECT_EQ(GainWeight(0, GainWeightConfig()), 0.0f);
  EXPECT_EQ(GainWeight(2, GainWeightConfig()), 1.0f);
}

TEST(CheckGainWeight, NamesWhatIsOutOfRange) {
  GainWeightConfig config;
  EXPECT_NO_THROW(CheckGainWeight(config));
  config.set_high(0.1);
  EXPECT_THAT([&] { CheckGainWeight(config); }, testing::ThrowsCode(Code::kInvalidArgument, "weight.low"));
  config.clear_high();
  config.set_floor(-1);
  EXPECT_THAT([&] { CheckGainWeight(config); }, testing::ThrowsCode(Code::kInvalidArgument, "weight.floor"));
  config.set_floor(2);
  EXPECT_THAT([&] { CheckGainWeight(config); }, testing::ThrowsCode(Code::kInvalidArgument, "weight.ceiling"));
}

}  // namespace
}  // namespace lethe

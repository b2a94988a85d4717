#include "services/reasoner/value_choice.h"

#include <gtest/gtest.h>

#include "model/grammar.h"

namespace lethe {
namespace {

constexpr int32_t kOslo = 200, kBergen = 201, kRecall = SpecialTokens::kRecall;

TEST(ValueChoice, OneKeyChoosesByItself) {
  ValueChoice choice;
  EXPECT_TRUE(choice.empty());
  choice.Offer(0.3, std::vector<OfferedToken>{{kRecall, 0.2}, {kOslo, 0.25}, {kBergen, 0.05}});
  const ValueChoice::Chosen chosen = choice.Choose(1);
  EXPECT_EQ(chosen.token, kOslo);
  EXPECT_EQ(chosen.key, 0u);
  EXPECT_NEAR(chosen.share, 0.5, 1e-9);
}

TEST(ValueChoice, NoneIsWeighedAgainstAllValuesTogether) {
  ValueChoice choice;
  choice.Offer(1, std::vector<OfferedToken>{{kRecall, 0.45}, {kOslo, 0.3}, {kBergen, 0.25}});
  EXPECT_EQ(choice.Choose(1).token, kOslo);
  EXPECT_EQ(choice.Choose(0.8).token, kRecall);
}

TEST(ValueChoice, TwoKeysOutvoteTheMostProbableOne) {
  ValueChoice choice;
  choice.Offer(0.4, std::vector<OfferedToken>{{kRecall, 0.9}, {kOslo, 0.1}});
  EXPECT_EQ(choice.Choose(1).token, kRecall);
  choice.Offer(0.2, std::vector<OfferedToken>{{kOslo, 0.8}, {kRecall, 0.2}});
  choice.Offer(0.3, std::vector<OfferedToken>{{kOslo, 1}});
  const ValueChoice::Chosen chosen = choice.Choose(1);
  EXPECT_EQ(chosen.token, kOslo);
  EXPECT_EQ(chosen.key, 2u);  // where most of its weight is
  EXPECT_NEAR(chosen.share, (0.04 + 0.16 + 0.3) / 0.9, 1e-9);
}

// The grammar and the facts take some tokens away; what is left to a key speaks with the key's whole weight.
TEST(ValueChoice, AKeysWeightDoesNotShrinkWithWhatItOffers) {
  ValueChoice choice;
  choice.Offer(0.5, std::vector<OfferedToken>{{kOslo, 0.01}});
  choice.Offer(0.4, std::vector<OfferedToken>{{kRecall, 0.99}});
  EXPECT_EQ(choice.Choose(1).token, kOslo);
}

TEST(ValueChoice, AKeyThatOffersNothingIsCountedAndSilent) {
  ValueChoice choice;
  choice.Offer(0.9, {});
  choice.Offer(0, std::vector<OfferedToken>{{kOslo, 1}});
  choice.Offer(1, std::vector<OfferedToken>{{kOslo, 0}});
  EXPECT_TRUE(choice.empty());
  choice.Offer(0.1, std::vector<OfferedToken>{{kBergen, 0.5}});
  EXPECT_EQ(choice.Choose(1).key, 3u);
}

}  // namespace
}  // namespace lethe

#include "base/random.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <vector>

namespace lethe {
namespace {

using ::testing::ElementsAre;

// Expected numbers of the first tests come from tests/goldens/random.py, written independently.
TEST(RandomTest, SplitMix64ReproducesGoldens) {
  EXPECT_EQ(SplitMix64(0), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(SplitMix64(1), 0x910a2dec89025cc1ULL);
  EXPECT_EQ(SplitMix64(std::numeric_limits<uint64_t>::max()), 0xe4d971771b652c20ULL);
}

TEST(RandomTest, NextReproducesGoldens) {
  const std::map<uint64_t, std::vector<uint64_t>> goldens = {
      {0, {0x99ec5f36cb75f2b4ULL, 0xbf6e1f784956452aULL, 0x1a5f849d4933e6e0ULL, 0x6aa594f1262d2d2cULL}},
      {1, {0xb3f2af6d0fc710c5ULL, 0x853b559647364ceaULL, 0x92f89756082a4514ULL, 0x642e1c7bc266a3a7ULL}},
      {42, {0x15780b2e0c2ec716ULL, 0x6104d9866d113a7eULL, 0xae17533239e499a1ULL, 0xecb8ad4703b360a1ULL}}};
  for (const auto& [seed, expected] : goldens) {
    Random random(seed);
    for (const uint64_t value : expected) EXPECT_EQ(random.Next(), value) << "seed " << seed;
  }
}

TEST(RandomTest, DrawsReproduceGoldens) {
  Random below(7);
  std::vector<uint64_t> drawn(16);
  for (uint64_t& value : drawn) value = below.Below(10);
  EXPECT_THAT(drawn, ElementsAre(7, 2, 8, 9, 9, 8, 0, 1, 4, 1, 5, 7, 9, 8, 4, 5));
  Random wide(7);  // a bound that rejects a quarter of all draws
  const uint64_t bound = 3ULL << 62;
  EXPECT_EQ(wide.Below(bound), 0x8682bc397b3b18c3ULL);
  EXPECT_EQ(wide.Below(bound), 0x35852e30bb76219dULL);
  EXPECT_EQ(wide.Below(bound), 0xa1355e772fe15b30ULL);
  Random uniform(7);
  EXPECT_EQ(uniform.Uniform(), 0.7005764821796896);
  EXPECT_EQ(uniform.Uniform(), 0.2787512294737843);
  Random normal(7);
  EXPECT_NEAR(normal.Normal(), -0.2790239910251981, 1e-12);
  EXPECT_NEAR(normal.Normal(), 1.8997685786889567, 1e-12);
}

TEST(RandomTest, ShuffleReproducesGoldens) {
  Random random(7);
  std::vector<int> items = {0, 1, 2, 3, 4, 5, 6, 7};
  random.Shuffle(items);
  EXPECT_THAT(items, ElementsAre(6, 0, 2, 3, 4, 7, 1, 5));
}

TEST(RandomTest, ForkFollowsSeedAndIndexOnly) {
  Random drawn(42);
  drawn.Next();
  EXPECT_EQ(drawn.Fork(3).Next(), 0x1aabfa8c5c26a724ULL);
  EXPECT_NE(drawn.Fork(3).Next(), drawn.Fork(4).Next());
}

TEST(RandomTest, RestoreContinuesTheStream) {
  Random first(5);
  for (int i = 0; i < 10; ++i) first.Next();
  Random second(5);
  second.Restore(first.State());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(second.Next(), first.Next());
}

TEST(RandomTest, BelowIsUniform) {
  Random random(11);
  constexpr int kCells = 7, kDraws = 70000;
  std::vector<int> counts(kCells);
  for (int i = 0; i < kDraws; ++i) ++counts[random.Below(kCells)];
  double chi_square = 0;
  for (const int count : counts) chi_square += std::pow(count - kDraws / kCells, 2) / (kDraws / kCells);
  EXPECT_LT(chi_square, 22.5) << "six degrees of freedom exceed this once in a thousand seeds";
}

TEST(RandomTest, UniformAndNormalHaveTheirMoments) {
  Random random(12);
  constexpr int kDraws = 100000;
  double uniform_sum = 0, sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.Uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    uniform_sum += u;
    const double z = random.Normal();
    sum += z;
    squares += z * z;
  }
  // Four standard errors.
  EXPECT_NEAR(uniform_sum / kDraws, 0.5, 4 * std::sqrt(1.0 / 12 / kDraws));
  EXPECT_NEAR(sum / kDraws, 0.0, 4 / std::sqrt(kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0, 4 * std::sqrt(2.0 / kDraws));
}

TEST(RandomTest, BetweenReachesBothEnds) {
  Random random(13);
  std::set<int64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.Between(-2, 2));
  EXPECT_THAT(seen, ElementsAre(-2, -1, 0, 1, 2));
  EXPECT_EQ(random.Between(5, 5), 5);
  const int64_t low = std::numeric_limits<int64_t>::min();
  EXPECT_LT(random.Between(low, low + 1), low + 2);
  random.Between(low + 1, std::numeric_limits<int64_t>::max());
}

TEST(RandomTest, ShuffleGivesEveryOrder) {
  Random random(14);
  std::map<std::vector<int>, int> seen;
  for (int i = 0; i < 6000; ++i) {
    std::vector<int> items = {1, 2, 3};
    random.Shuffle(items);
    ++seen[items];
  }
  ASSERT_EQ(seen.size(), 6u);
  for (const auto& [order, count] : seen) EXPECT_NEAR(count, 1000, 120);
}

TEST(RandomTest, ChanceIsNeverAndAlwaysAtItsEnds) {
  Random random(15);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(random.Chance(0.0));
    EXPECT_TRUE(random.Chance(1.0));
  }
}

TEST(RandomDeathTest, RefusesEmptyRanges) {
  Random random(1);
  EXPECT_DEATH(random.Below(0), "check failed");
  EXPECT_DEATH(random.Between(2, 1), "2 > 1");
}

}  // namespace
}  // namespace lethe

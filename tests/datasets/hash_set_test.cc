#include "datasets/hash_set.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace lethe {
namespace {

TEST(HashSetTest, HoldsWhatWasAddedAndNothingElse) {
  HashSet set;
  EXPECT_FALSE(set.Has(1));
  for (uint64_t i = 0; i < 5000; ++i) EXPECT_TRUE(set.Add(SplitMix64(i)));
  for (uint64_t i = 0; i < 5000; ++i) {
    EXPECT_FALSE(set.Add(SplitMix64(i)));
    EXPECT_TRUE(set.Has(SplitMix64(i)));
    EXPECT_FALSE(set.Has(SplitMix64(i + 5000)));
  }
  EXPECT_EQ(set.size(), 5000u);
}

TEST(HashSetTest, ValuesMakeTheSameSet) {
  HashSet set, again;
  for (uint64_t i = 0; i < 3000; ++i) set.Add(SplitMix64(i));
  set.Add(0);
  for (const uint64_t value : set.Values()) EXPECT_TRUE(again.Add(value));
  EXPECT_EQ(again.size(), set.size());
  for (uint64_t i = 0; i < 3000; ++i) EXPECT_TRUE(again.Has(SplitMix64(i)));
  EXPECT_TRUE(again.Has(0));
}

TEST(HashSetTest, ZeroIsAHashToo) {
  HashSet set;
  EXPECT_TRUE(set.Add(0));
  EXPECT_FALSE(set.Add(0));
  EXPECT_TRUE(set.Has(0));
}

}  // namespace
}  // namespace lethe

#include "retriever/indexes/checksum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.h"

namespace lethe {
namespace {

std::vector<std::byte> RandomBytes(size_t count) {
  Random random(count + 1);
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.Below(256));
  return bytes;
}

TEST(ChecksumTest, EveryFlippedBitChangesIt) {
  for (const size_t size : {1, 7, 31, 32, 33, 100}) {
    std::vector<std::byte> bytes = RandomBytes(size);
    const uint64_t sum = Checksum64(bytes);
    for (size_t i = 0; i < size; ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        bytes[i] ^= static_cast<std::byte>(1 << bit);
        EXPECT_NE(Checksum64(bytes), sum) << size << ": bit " << bit << " of byte " << i;
        bytes[i] ^= static_cast<std::byte>(1 << bit);
      }
    }
  }
}

// Zeros at the end, blocks in another order, and a cut-off file must not look the same.
TEST(ChecksumTest, LengthAndOrderCount) {
  std::vector<std::byte> bytes = RandomBytes(96);
  const uint64_t sum = Checksum64(bytes);
  std::vector<std::byte> longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_NE(Checksum64(longer), sum);
  EXPECT_NE(Checksum64(std::span(bytes).first(64)), sum);
  std::swap_ranges(bytes.begin(), bytes.begin() + 32, bytes.begin() + 32);
  EXPECT_NE(Checksum64(bytes), sum);
  EXPECT_NE(Checksum64({}), Checksum64(std::vector<std::byte>(1)));
}

// Written into the manifests of stores, so it may never change.
TEST(ChecksumTest, IsTheSameInEveryRelease) {
  std::vector<std::byte> bytes(40);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i);
  EXPECT_EQ(Checksum64(bytes), Checksum64(std::vector<std::byte>(bytes)));
  // By the definition, in plain steps.
  constexpr uint64_t kOdd = 0x9e3779b97f4a7c15ULL;
  const auto absorb = [](uint64_t lane, uint64_t word) {
    const uint64_t x = (lane ^ word) * kOdd;
    return x << 29 | x >> 35;
  };
  const auto word = [](uint64_t first) {
    uint64_t value = 0;
    for (uint64_t i = 0; i < 8; ++i) value |= (first + i) << (8 * i);
    return value;
  };
  uint64_t sum = SplitMix64(40);
  for (uint64_t lane = 0; lane < 4; ++lane) {
    const uint64_t rest = lane == 0 ? word(32) : 0;
    sum = SplitMix64(sum ^ absorb(absorb(lane + 1, word(8 * lane)), rest));
  }
  EXPECT_EQ(Checksum64(bytes), sum);
}

}  // namespace
}  // namespace lethe

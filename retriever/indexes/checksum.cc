#include "retriever/indexes/checksum.h"

#include <array>
#include <bit>
#include <cstring>

#include "base/random.h"

namespace lethe {
namespace {

constexpr size_t kLanes = 4;
constexpr size_t kBlock = kLanes * sizeof(uint64_t);
constexpr uint64_t kOdd = 0x9e3779b97f4a7c15ULL;

uint64_t WordAt(const std::byte* bytes) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// A bijection of the lane for every word, so that a changed word always changes the lane.
uint64_t Absorb(uint64_t lane, uint64_t word) {
  return std::rotl((lane ^ word) * kOdd, 29);
}

}  // namespace

uint64_t Checksum64(std::span<const std::byte> bytes) {
  std::array<uint64_t, kLanes> lanes = {1, 2, 3, 4};
  size_t at = 0;
  for (; at + kBlock <= bytes.size(); at += kBlock) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] = Absorb(lanes[lane], WordAt(bytes.data() + at + lane * sizeof(uint64_t)));
    }
  }
  std::array<std::byte, kBlock> rest{};
  if (at < bytes.size()) std::memcpy(rest.data(), bytes.data() + at, bytes.size() - at);
  uint64_t sum = SplitMix64(bytes.size());
  for (size_t lane = 0; lane < kLanes; ++lane) {
    sum = SplitMix64(sum ^ Absorb(lanes[lane], WordAt(rest.data() + lane * sizeof(uint64_t))));
  }
  return sum;
}

}  // namespace lethe

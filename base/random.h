// Random numbers that are the same on every machine, compiler and standard library.
//
// The standard distributions are free to differ between libraries, so data sets built from a seed would too; these do
// not. Threads: a Random is not shared between threads; fork one per worker or per example. Source: xoshiro256** and
// SplitMix64, Blackman and Vigna, https://prng.di.unimi.it
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lethe {

// One step of SplitMix64: a bijection that turns close inputs into unrelated outputs.
inline uint64_t SplitMix64(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

class Random {
 public:
  explicit Random(uint64_t seed);

  // An independent stream for item `index`; the same whatever was drawn from this one in between.
  Random Fork(uint64_t index) const { return Random(SplitMix64(seed_ ^ SplitMix64(index + 0x5851f42d4c957f2dULL))); }

  uint64_t Next();
  // Uniform in [0, bound); bound must be positive.
  uint64_t Below(uint64_t bound);
  // Uniform in [low, high], both included; the range must be smaller than the whole of int64_t.
  int64_t Between(int64_t low, int64_t high);
  // Uniform in [0, 1).
  double Uniform();
  // Standard normal deviate (Box-Muller; no value is kept between calls). The one draw whose last bits follow the C
  // library's logarithm and cosine.
  double Normal();
  bool Chance(double probability) { return Uniform() < probability; }

  template <typename T>
  const T& Pick(const std::vector<T>& items) {
    return items[Below(items.size())];
  }
  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

  // The exact state, for checkpoints. Restore accepts only what State returned; Fork goes on from the seed given at
  // construction, so restore into a Random of the same seed.
  std::array<uint64_t, 4> State() const { return state_; }
  void Restore(const std::array<uint64_t, 4>& state) { state_ = state; }

 private:
  uint64_t seed_;
  std::array<uint64_t, 4> state_;
};

}  // namespace lethe

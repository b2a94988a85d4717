// The choice at the value of a look-up: the value of a fact in sight, or that there is none (<recall>, <unknown>),
// under one key or under the several of a beam.
//
// A model that never met a relation words its key now this way, now that, and may find a value under one and none under
// another. Each key speaks with the probability that the model gave it, so that no single one decides: the choice is
// marginal over the keys.
//
// Promise: what is chosen was offered. Units: shares in [0, 1]. Threads: a value; one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>

#include "model/grammar.h"

namespace lethe {

// What follows a key where no fact in sight has its value.
inline constexpr std::array<int32_t, 2> kWaysOut = {SpecialTokens::kRecall, SpecialTokens::kUnknown};
inline bool IsWayOut(int32_t token) {
  return token == kWaysOut[0] || token == kWaysOut[1];
}

// A token that may come next, and its probability.
struct OfferedToken {
  int32_t token = 0;
  double probability = 0;
};

class ValueChoice {
 public:
  // What may follow the next key; nothing where it leads to no value. `weight`: how probable the key is beside the
  // others.
  void Offer(double weight, std::span<const OfferedToken> tokens);

  struct Chosen {
    int32_t token = 0;
    size_t key = 0;    // the one, in the order of Offer, that gives the token the most weight
    double share = 0;  // of all that was offered
  };
  bool empty() const { return shares_.empty(); }
  // A way out is chosen when it is `odds` times as probable as all values together.
  Chosen Choose(double odds) const;

 private:
  struct Share {
    double sum = 0, best = 0;
    size_t key = 0;
  };
  std::map<int32_t, Share> shares_;
  size_t keys_ = 0;
};

}  // namespace lethe

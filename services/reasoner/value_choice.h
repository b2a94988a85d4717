// The choice at the value of a look-up: the value of a fact in sight, or that there is none (<recall>, <unknown>), with
// the key worded in one way or in several.
//
// A model that never met a relation words its key now this way, now that, and may find a value under one wording and
// none under another. Each wording speaks with the probability that the model gave it, so that no single one decides.
//
// Promise: what is chosen was offered. Units: shares in [0, 1]. Threads: a value; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace lethe {

// A token that may come first, and its probability.
struct OfferedToken {
  int32_t token = 0;
  double probability = 0;
};

class ValueChoice {
 public:
  // What may follow the key in its next wording. `weight`: how probable the wording is beside the others.
  void Offer(double weight, std::span<const OfferedToken> tokens);

  struct Chosen {
    int32_t token = 0;
    size_t wording = 0;  // the one under which the token is most probable, in the order of Offer
    double share = 0;    // of all that was offered
  };
  bool empty() const { return shares_.empty(); }
  // One of the tokens that say there is no value in sight is chosen when it is `odds` times as probable as all values
  // together.
  Chosen Choose(double odds) const;

 private:
  struct Share {
    double sum = 0, best = 0;
    size_t wording = 0;
  };
  std::map<int32_t, Share> shares_;
  size_t wordings_ = 0;
};

}  // namespace lethe

// What the context gains, over a whole data set: by position and by kind of word.
//
// gain = loss without the context - loss with it, in nats a token. Groups: all; by_position, words of the document in
// front of the token; by_offset, tokens of the continuation in front of it; by_kind (token_kinds.h);
// by_kind_in_context, the same for words that only the context shows and for all others. Of each: tokens, mean losses
// and gain, the standard error of the mean gain, the share of tokens with a gain above 0, the mean weight. The error
// counts examples as independent, not tokens. Threads: a value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "datasets/plain_text/token_kinds.h"

namespace lethe {

struct ScoredToken {
  WordKind kind = WordKind::kOther;
  bool only_in_context = false;
  uint64_t position = 0;  // words of the document in front of it
  uint64_t offset = 0;    // tokens of the continuation in front of it
  double loss_with = 0, loss_without = 0, weight = 0;
};

class GainReport {
 public:
  void AddExample(const std::vector<ScoredToken>& tokens);

  // {"examples", "all": {"n", "loss_with", "loss_without", "gain", "gain_error", "positive", "weight"},
  //  "by_position": {"0-63": {...}}, "by_offset", "by_kind", "by_kind_in_context": {"name": {"only_in_context",
  //  "else"}}}
  std::string Json() const;
  // The same for people.
  std::string Table() const;

 private:
  struct Group {
    uint64_t n = 0, positive = 0;
    double loss_with = 0, loss_without = 0, weight = 0;
    // Over examples: with g the sum of an example's gains here and m its tokens.
    double g2 = 0, gm = 0, m2 = 0;
    uint64_t examples = 0;
  };
  struct ExampleSum {
    double gain = 0;
    uint64_t tokens = 0;
  };
  enum class Family { kAll, kPosition, kOffset, kKind, kKindInContext, kKindElse };
  using Key = std::pair<Family, size_t>;

  static double Gain(const Group& group);
  static double GainError(const Group& group);
  std::string Rows(Family family) const;
  static std::string Name(const Key& key);

  uint64_t examples_ = 0;
  std::map<Key, Group> groups_;
};

}  // namespace lethe

// Examples that are the same, or nearly so: MinHash over the words of question and facts.
//
// Two examples are nearly the same when they have one answer and their questions and facts share most of their runs of
// three words. The question's runs weigh sixteen times as much as the facts', so that questions about one paragraph
// stay apart; the order of the facts does not count, nor do case and punctuation. Counterfactual twins differ in their
// answers. Promise: equal examples always match. Near ones match with the probability of MinHash with 128 bins in 16
// bands: 0.9999 at a similarity of 0.9, measured against the window of the last examples; memory is fixed but for 16
// bytes an example. Threads: MinHashOf is a pure function; an index belongs to one thread. Source: Broder 1997,
// https://doi.org/10.1109/SEQUEN.1997.666900; one permutation for all bins, empty ones filled as in Shrivastava 2017,
// https://arxiv.org/abs/1703.04664
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/hash_set.h"
#include "proto/example.pb.h"

namespace lethe {

struct MinHash {
  static constexpr size_t kBins = 128;
  static constexpr size_t kBands = 16;

  uint64_t exact = 0;   // of question, facts in any order, answer
  uint32_t answer = 0;  // whatever its case
  std::array<uint32_t, kBands> bands{};
  std::array<uint8_t, kBins> bins{};
};

MinHash MinHashOf(const v1::Example& example);

// Estimate of the share of runs that both have, 0 to 1; its standard error is below 0.03 above 0.9.
double EstimateSimilarity(const MinHash& a, const MinHash& b);

// 64-bit hashes of the runs of `length` words of a text, in lower case and without punctuation; a shorter text is one
// run.
std::vector<uint64_t> WordRuns(std::string_view text, size_t length);

class DuplicateIndex {
 public:
  static constexpr double kThreshold = 0.9;
  static constexpr size_t kWindow = size_t{1} << 18;  // examples: 75 MB

  enum class Match { kNone, kExact, kNear };

  explicit DuplicateIndex(double threshold = kThreshold, size_t window = kWindow);

  // Compares with what was added before, and adds what matches nothing.
  Match Add(const MinHash& example);

 private:
  double threshold_;
  size_t window_;  // a power of two
  std::vector<MinHash> ring_;
  uint64_t added_ = 0;
  std::vector<uint32_t> slots_;  // kBands tables of window_ slots: 1 + place in the ring of the last with this band
  HashSet exact_;
};

}  // namespace lethe

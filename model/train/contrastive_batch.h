// What a step of contrastive training sees: questions, passages, and who answers whom, as weighted features.
//
// Threads: values; a source belongs to one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"

namespace lethe {

// Rows of the table and how much each counts.
struct FeatureBag {
  std::vector<int64_t> rows;
  std::vector<float> weights;
};

struct ContrastiveBatch {
  std::vector<FeatureBag> questions;
  std::vector<FeatureBag> passages;                // all different
  std::vector<int64_t> answer;                     // of each question: the passage that is to come first
  std::vector<std::vector<int64_t>> also_answers;  // of each question: passages that are no wrong ones either
};

class ContrastiveSource {
 public:
  virtual ~ContrastiveSource() = default;
  virtual ContrastiveBatch Draw(Random& random) = 0;
};

}  // namespace lethe

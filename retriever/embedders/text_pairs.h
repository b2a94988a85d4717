// Questions and what answers them, as texts: what an encoder is trained on.
//
// Promise: a passage stands once; equal text is one passage.
// Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lethe {

struct TextPair {
  uint32_t question = 0;
  std::vector<uint32_t> answers;  // passages; at least one
  std::vector<uint32_t> others;   // passages beside them that do not answer
};

struct TextPairs {
  std::vector<std::string> questions, passages;
  std::vector<TextPair> pairs;
  double weight = 1;  // share of the steps
  double cloze = 0;   // share of draws where a sentence of the passage is the question
};

}  // namespace lethe

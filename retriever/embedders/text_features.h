// Text as hashed features, for encoders that learn a row of numbers for each: words, runs of words, and the character
// n-grams of each word with its borders.
//
// Words are folded (retriever/normalize.h). Promise: the same text gives the same features, on every machine and in
// every release, in increasing order of number; a trained encoder depends on it.
// Errors: kInvalidArgument naming the field.
// Threads: const use from any thread.
// Cost: about 15 ns an n-gram.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "proto/training.pb.h"

namespace lethe {

struct TextFeature {
  uint32_t bucket = 0;
  float weight = 0;  // 1 + ln(how often)
};

class TextFeatures {
 public:
  explicit TextFeatures(const DualEncoderModel& model);

  std::vector<TextFeature> Of(std::string_view text) const;

 private:
  DualEncoderModel model_;
};

}  // namespace lethe

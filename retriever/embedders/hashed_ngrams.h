// Character n-grams of each word, hashed into a fixed number of signed buckets. Needs no training and no model.
//
// Formula: v[h(g) mod D] += sign(g) * (1 + ln count(g)) for each distinct n-gram g of " word ", then v / |v|. Words
// are folded (retriever/normalize.h), so spelling variants, inflections and misspellings stay close; meaning is not
// seen.
// Shapes: rows are float32 [texts, D].
// Cost: about 10 ns an n-gram.
// Source: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009; subword n-grams as in
// fastText.
#pragma once

#include "retriever/embedders/embedder.h"

namespace lethe {

class HashedNgrams : public Embedder {
 public:
  // Errors: kInvalidArgument for a dimension below 8 or an empty range of n.
  explicit HashedNgrams(const HashedNgramsConfig& config);

  std::string name() const override;
  size_t dimension() const override { return dimension_; }
  void Embed(std::span<const std::string_view> texts, float* rows) const override;

 private:
  void EmbedText(std::string_view text, std::span<float> row) const;

  size_t dimension_;
  size_t min_n_;
  size_t max_n_;
};

}  // namespace lethe

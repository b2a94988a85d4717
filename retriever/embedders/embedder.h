// The seam behind which text becomes a vector.
//
// Promise: the same text gives the same vector, bit for bit on one machine, alone or in a batch; every vector has
// length 1, or is all zero for a text without a word. Two embedders with one name give the same vectors: the name is
// the store's fingerprint.
// Threads: Embed may be called from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/retrieval.pb.h"

namespace lethe {

class Embedder {
 public:
  virtual ~Embedder() = default;
  // Kind and every parameter that changes a vector, such as "hashed_ngrams/256/3-5".
  virtual std::string name() const = 0;
  virtual size_t dimension() const = 0;
  // Writes texts.size() rows of dimension() floats.
  virtual void Embed(std::span<const std::string_view> texts, float* rows) const = 0;

  std::vector<float> EmbedOne(std::string_view text) const {
    std::vector<float> row(dimension());
    Embed({&text, 1}, row.data());
    return row;
  }
};

// One row a case of EmbedderConfig. Without a case: hashed n-grams with their defaults.
// Errors: kInvalidArgument naming the field.
std::unique_ptr<Embedder> MakeEmbedder(const EmbedderConfig& config);

}  // namespace lethe

// The seam behind which text becomes a vector.
//
// Promise: the same text gives the same vector, on one machine bit for bit, and in a batch of others the same but for
// rounding (1e-5); every vector has length 1, or is all zero for a text without a word. Two embedders with one name
// give the same vectors: the name is the store's fingerprint. Questions and facts may be embedded differently, into one
// space.
// Threads: any member from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "proto/retrieval.pb.h"

namespace lethe {

class Embedder {
 public:
  virtual ~Embedder() = default;
  // Kind and every parameter that changes a vector, such as "hashed_ngrams/256/3-5".
  virtual std::string name() const = 0;
  virtual size_t dimension() const = 0;
  // Writes texts.size() rows of dimension() floats, of facts.
  virtual void Embed(std::span<const std::string_view> texts, float* rows) const = 0;
  // The same, of questions.
  virtual void EmbedQueries(std::span<const std::string_view> texts, float* rows) const { Embed(texts, rows); }

  std::vector<float> EmbedOne(std::string_view text) const {
    std::vector<float> row(dimension());
    Embed({&text, 1}, row.data());
    return row;
  }
  std::vector<float> EmbedQuery(std::string_view text) const {
    std::vector<float> row(dimension());
    EmbedQueries({&text, 1}, row.data());
    return row;
  }
};

// One row a case of EmbedderConfig. Without a case: hashed n-grams with their defaults.
// Errors: kInvalidArgument naming the field; those of the embedders; NeedsEngine.
std::unique_ptr<Embedder> MakeEmbedder(const EmbedderConfig& config);

// Thrown by a program without LibTorch for an embedder that runs on it, before anything is changed: the same command
// works in lethe-engine.
class NeedsEngine : public Error {
 public:
  using Error::Error;
};

// A program with LibTorch says, first of all, what makes such embedders (retriever/neural/). Without it MakeEmbedder
// throws NeedsEngine.
using MakeBert = std::unique_ptr<Embedder> (*)(const BertConfig& config);
void EnableBert(MakeBert make);

// Throws NeedsEngine where MakeEmbedder would, and loads nothing.
void RequireEngine(const EmbedderConfig& config);

}  // namespace lethe

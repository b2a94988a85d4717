// A loaded decoder, used one token at a time. No LibTorch type appears here, so the rooms above compile without it.
//
// A session holds one sequence with its key/value cache. The caller (services/reasoner) drives the grammar: it loads
// facts, reads the question, appends tokens and chooses the next one from the distribution.
//
// Promise: loading facts in any order gives the same keys and values; a session's distribution equals the full forward
// pass over the same sequence, but for rounding. Errors: kInvalidArgument for a fact or sequence that is too long, or
// the number of a fact that another one of the session has. Threads: a Generator may be shared; each session belongs to
// one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/file.h"
#include "proto/model.pb.h"

namespace lethe {

// A fact to be read: its tokens without the number, and the number that names it.
struct NumberedFact {
  int number = 0;
  std::vector<int32_t> tokens;
};

// Of one fact, at most. `config` as CheckModelConfig lets it pass.
inline size_t MaxFactTokens(const ModelConfig& config) {
  return config.question_offset() - 2;
}

class DecodeSession {
 public:
  virtual ~DecodeSession() = default;
  // Reads facts, each in isolation. May be called again in mid-derivation (recall).
  virtual void LoadFacts(std::span<const NumberedFact> facts) = 0;
  // Reads the whole question (tokens of EncodeQuestion). Once, before the first Append.
  virtual void ReadQuestion(std::span<const int32_t> tokens) = 0;
  // Appends one derivation token; afterwards Probabilities() is the distribution of the next one.
  virtual void Append(int32_t token) = 0;
  // Size vocab_size, sums to 1; valid until the next Append.
  virtual std::span<const float> Probabilities() const = 0;
  // A session of its own that goes on from here. Cost: a copy of the keys and values.
  virtual std::unique_ptr<DecodeSession> Fork() const = 0;
  // Tokens held, facts included.
  virtual int64_t length() const = 0;
};

class Generator {
 public:
  // Reads a checkpoint folder (config.json, model.safetensors).
  static std::unique_ptr<Generator> Load(const Path& checkpoint);
  virtual ~Generator() = default;
  virtual std::unique_ptr<DecodeSession> NewSession() const = 0;
  virtual const ModelConfig& config() const = 0;
};

// Threads that tensor kernels of this process use; call once at start. 0 leaves all cores.
void SetComputeThreads(int threads);

}  // namespace lethe

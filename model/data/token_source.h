// Draws training documents from token shards, at random, within the limits of the curriculum.
//
// Cost: where documents are merged, the first draw reads all shards.
// Promise: the sequence of draws follows from the seed and the limits alone, and continues exactly after Restore.
// Errors: kInvalidArgument when no document lies within the limits.
// Threads: one thread.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/data/merge.h"
#include "model/data/token_shard.h"

namespace lethe {

// A document is drawn only when it has no more facts and hops than this.
struct DrawLimits {
  int32_t max_facts = 1 << 30;
  int32_t max_hops = 1 << 30;
  int32_t questions = 1;  // documents are merged up to so many questions and max_facts facts (merge.h); those over the
                          // same facts are drawn together, up to so many at a time
  double key_noise = 0;   // share of the steps' relations that another document's takes the place of (key_noise.h)
  float decision_weight = 1;  // of the token behind a step's relation (key_noise.h)
};

class TokenSource {
 public:
  // `paths` are shards or folders of shards.
  TokenSource(const std::vector<std::string>& paths, uint64_t seed);

  // Draws documents until `tokens` are reached (at least one document). The views live until the next Draw.
  std::vector<TokenDocument> Draw(int64_t tokens, const DrawLimits& limits);
  // The first documents of all shards, in order, until `tokens` are reached; for evaluation.
  std::vector<TokenDocument> First(int64_t tokens) const;

  // Errors: kFailedPrecondition naming a shard that was encoded with another number of tokens. Shards that do not say
  // theirs pass.
  void CheckVocabulary(int64_t vocab_size) const;

  // A tokenizer, and the file that it is or that was encoded with it.
  struct TokenizerMark {
    Path file;
    std::string hash;  // TokenizerHash
  };
  // Returns `first`, or where there is none, the mark of the first shard that says its tokenizer; those that do not say
  // theirs pass. Errors: kFailedPrecondition naming that file and a shard that was encoded with another tokenizer.
  std::optional<TokenizerMark> CheckTokenizer(std::optional<TokenizerMark> first) const;

  size_t documents() const { return total_; }
  size_t tokens() const;
  std::array<uint64_t, 4> State() const { return random_.State(); }
  void Restore(const std::array<uint64_t, 4>& state) { random_.Restore(state); }

 private:
  struct Place {
    const TokenShard* shard;
    size_t index;
  };
  Place At(size_t document) const;
  static bool IsWithin(const Place& place, const DrawLimits& limits);
  // Finds the documents over the same facts, once; reads all shards.
  void FindSiblings();
  // Documents over the same facts that lie within the limits, cut into runs of limits.questions: the run that begins
  // with `document`; empty where it begins none, so that each run is drawn as often as one document.
  std::vector<size_t> SiblingsFrom(size_t document, const DrawLimits& limits) const;
  std::vector<size_t> DrawSiblings(const DrawLimits& limits);
  static TokenDocument Load(const Place& place);
  Place DrawPlace(const DrawLimits& limits);
  std::vector<TokenDocument> DrawMerged(int64_t tokens, const DrawLimits& limits);
  std::vector<TokenDocument> Views() const;
  // Of any document of the limits; empty when it has none.
  std::vector<int32_t> DrawKey(const DrawLimits& limits);

  std::vector<std::unique_ptr<TokenShard>> shards_;
  std::vector<size_t> first_document_;  // of each shard
  size_t total_ = 0;
  std::vector<size_t> first_sibling_, next_sibling_;  // by document; the last one's next is itself
  std::vector<Sequence> made_;  // what the views of the last draw look at, where they are not the shards' own
  Random random_;
};

}  // namespace lethe

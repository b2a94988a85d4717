// Token shards: encoded documents in one safetensors file, written once, read through a memory mapping.
//
//   tokens       I32 [N]      all documents, end to end
//   kinds        U8  [N]      TokenKind of each token
//   loss_weight  F32 [N]      of predicting this token from those before it
//   doc_offsets  I64 [D + 1]  document d is [doc_offsets[d], doc_offsets[d + 1])
//   doc_facts    I32 [D]      facts in the document, for the curriculum
//   doc_hops     I32 [D]      look-ups between question and answer, for the curriculum
// The header's __metadata__ holds format "lethe-tokens-1" and whatever the writer was told: tokenizer_hash
// (TokenizerHash), vocab_size, seed.
//
// Promise: a shard that opens has every tensor with the right type and size, rising offsets that end at N, known kinds.
// A file that is being written is not visible under its name until it is complete. Errors: kNotFound; kDataLoss naming
// file, tensor and cure for a truncated, damaged or foreign file. Threads: a TokenShard may be read from any thread; a
// writer belongs to one. Cost: opening reads headers, offsets and kinds; pages of tokens are read when they are
// touched. Source: https://github.com/huggingface/safetensors#format
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "model/grammar.h"
#include "model/safetensors.h"

namespace lethe {

class TokenShard {
 public:
  explicit TokenShard(const Path& file);

  struct Document {
    std::span<const int32_t> tokens;
    std::span<const uint8_t> kinds;  // values of TokenKind
    std::span<const float> loss_weight;
    int32_t facts = 0;
    int32_t hops = 0;
  };

  size_t documents() const { return facts_.size(); }
  size_t tokens() const { return tokens_.size(); }
  // `index` below documents(). The spans live as long as the shard.
  Document document(size_t index) const;
  // Tokens of a document, without touching its pages.
  size_t document_length(size_t index) const { return static_cast<size_t>(offsets_[index + 1] - offsets_[index]); }
  int32_t document_facts(size_t index) const { return facts_[index]; }
  int32_t document_hops(size_t index) const { return hops_[index]; }
  const std::map<std::string, std::string>& metadata() const { return file_.metadata(); }
  const Path& path() const { return file_.path(); }

 private:
  SafetensorsFile file_;
  std::span<const int32_t> tokens_;
  std::span<const uint8_t> kinds_;
  std::span<const float> loss_weight_;
  std::span<const int64_t> offsets_;
  std::span<const int32_t> facts_;
  std::span<const int32_t> hops_;
};

// The shards that `path` stands for: itself, or all *.safetensors of a folder in order of name.
// Errors: kNotFound when there is none; kFailedPrecondition where a folder lacks a part of those that the names count
// (shard-00003-of-00016-00000.safetensors; one without documents has only part-00003-of-00016.done), or holds the
// same shards cut in two ways.
std::vector<Path> ListTokenShards(const Path& path);

// Of the bytes of a tokenizer.model, 16 hexadecimal digits.
std::string TokenizerHash(const Path& tokenizer);

// Collects documents and writes `folder`/shard-00000.safetensors, shard-00001..., each closed when it is full.
class TokenShardWriter {
 public:
  static constexpr size_t kDefaultMaxTokens = size_t{16} << 20;

  // `metadata` goes into each header. Shards of an earlier run in `folder` are an error (kAlreadyExists).
  TokenShardWriter(const Path& folder, std::map<std::string, std::string> metadata,
                   size_t max_tokens = kDefaultMaxTokens);

  void Add(const Sequence& sequence, int32_t facts, int32_t hops);
  // Writes what is left. Without it the last shard is not written.
  void Finish();

  const std::vector<Path>& files() const { return files_; }
  size_t documents() const { return documents_; }
  size_t tokens() const { return total_tokens_; }

 private:
  void WriteShard();

  Path folder_;
  std::map<std::string, std::string> metadata_;
  size_t max_tokens_;
  std::vector<int32_t> tokens_;
  std::vector<uint8_t> kinds_;
  std::vector<float> loss_weight_;
  std::vector<int64_t> offsets_{0};
  std::vector<int32_t> facts_;
  std::vector<int32_t> hops_;
  std::vector<Path> files_;
  size_t documents_ = 0;
  size_t total_tokens_ = 0;
};

}  // namespace lethe

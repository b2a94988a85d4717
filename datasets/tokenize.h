// Examples to token shards, and examples to plain text for training a tokenizer.
//
// Promise: the shards depend on the examples, the tokenizer and the seed alone; encoding runs on all cores, in order.
// Part i of n takes the i-th share of the input files; the documents of all parts, in order of their files' names, are
// those of a run without parts. A part's files (shard-00003-of-00016-00000.safetensors) appear together when it is
// done, and one that is done is not done again. Of a run that fails no shard is left. Errors: those of ParseExample,
// EncodeExample and the shard writer, naming file and line; kInvalidArgument, naming the options, where a run without
// parts would write no shard. Threads: one call at a time uses all cores.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>

#include "base/file.h"
#include "model/data/token_shard.h"
#include "model/tokenizer/tokenizer.h"

namespace lethe {

// Examples that are encoded one after the other and share a TextMemo (model/tokenizer/text_memo.h).
inline constexpr size_t kExamplesOfAMemo = 128;
// A longer line is an error that names it and this limit, as in the readers of records.
inline constexpr size_t kMaxExampleBytes = size_t{16} << 20;

struct TokenizeOptions {
  Path examples;      // file or folder
  Path tokenizer;     // tokenizer.model
  Path out;           // folder of the shards
  uint64_t seed = 1;  // draws the facts' numbers
  bool random_numbers = true;
  size_t max_tokens_per_shard = TokenShardWriter::kDefaultMaxTokens;
  size_t max_tokens_per_example = 4096;  // longer ones are left out and counted
  size_t max_tokens_per_fact = 254;      // likewise; the default is what ModelConfig.question_offset leaves room for
  uint64_t skip_bad = 0;                 // malformed examples to leave out
  size_t threads = 0;
  size_t shard = 0, shards = 1;
};

struct TokenizeResult {
  uint64_t examples = 0;
  uint64_t too_long = 0;
  uint64_t skipped = 0;  // malformed
  uint64_t tokens = 0;
  uint64_t loss_tokens = 0;
  size_t shards = 0;
};

TokenizeResult TokenizeExamples(const TokenizeOptions& options, const std::function<void(uint64_t done)>& progress);

// What token shards say of themselves: by which tokenizer (`file` is its model) and seed they were made.
std::map<std::string, std::string> ShardMetadata(const Path& file, const Tokenizer& tokenizer, uint64_t seed);

// Every text of the examples on a line of its own: facts, questions, steps, answers.
void WriteExampleText(const Path& examples, std::ostream& out);

}  // namespace lethe

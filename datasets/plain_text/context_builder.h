// Plain text to a preloaded-context data set: examples, scores of their tokens, token shards.
//
// Writes into options.out: SPLIT.jsonl (examples), plain_text.txtpb (the resolved config), with a tokenizer shards/,
// with a scorer scores/gain.jsonl (gain_record.h) and scores/report.json (gain_report.h). Without a scorer every token
// of a continuation weighs 1 in the shards; with one it weighs what the context gains it (gain_weight.h), and examples
// that gain nothing are no part of the shards.
// Promise: the output depends on corpus, config, tokenizer and model alone, not on the threads, but for the rounding of
// losses. Files show themselves when they are complete. Constant memory but for the retriever's.
// Errors: those of CorpusReader, RelatedPassages and TokenShardWriter; kInvalidArgument for a config out of range and a
// corpus that gives no example.
// Threads: one call uses options.threads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/file.h"
#include "model/token_scorer.h"
#include "proto/plain_text.pb.h"

namespace lethe {

struct ContextBuildOptions {
  Path out;
  Path tokenizer;                       // tokenizer.model; empty for examples alone
  const TokenScorer* scorer = nullptr;  // needs the tokenizer it was trained with
  size_t threads = 0;                   // 0: one a core
};

struct ContextBuildResult {
  Path file;                                          // of the examples
  uint64_t documents = 0, passages = 0, skipped = 0;  // of the corpus; malformed records
  uint64_t examples = 0;
  uint64_t related = 0;                // passages that the retriever found
  uint64_t too_long = 0;               // left out
  uint64_t without_context = 0;        // left out: nothing stands before them but the prompt
  uint64_t without_gain = 0;           // examples left out of the shards
  uint64_t sequences = 0, tokens = 0;  // of the shards
  uint64_t loss_tokens = 0;            // with a weight above 0
  double loss_weight = 0;              // sum of the weights
  std::string report;                  // JSON; empty without a scorer
  std::string table;                   // the report for people
};

ContextBuildResult BuildContextDataset(const PlainTextConfig& config, const ContextBuildOptions& options,
                                       const std::function<void(uint64_t examples)>& progress);

}  // namespace lethe

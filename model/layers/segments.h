// Which positions each token may attend to, and where it stands, derived from the kinds of the grammar.
//
// Every reading of design.md ("facts whole and in isolation", causal inside a fact, plain causal) has one form: a token
// attends to a prefix [prefix_begin, prefix_end) and to a span [begin, end) of the flat token axis. So one attention
// kernel serves training over ragged batches, prefill of facts and decoding, without masks or padding.
//
// Threads: values and pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/grammar.h"
#include "proto/model.pb.h"

namespace lethe {

// Indices into the keys. A token attends to the union; the two ranges never overlap.
struct AttentionSpan {
  int32_t prefix_begin = 0, prefix_end = 0;
  int32_t begin = 0, end = 0;
  int32_t size() const { return prefix_end - prefix_begin + end - begin; }
};

struct SegmentLayout {
  std::vector<AttentionSpan> spans;  // [T]
  std::vector<int32_t> positions;    // [T] rotary position
};

// Lays out one document of T tokens whose first token has key index `key_offset`.
//
// Facts before the first question are shared by all questions of the document; each question with its derivation (and
// the facts recalled in it) is a block that sees the shared facts and itself, so several questions may follow one set
// of facts. Units: positions count from 1 inside a fact (<s> is 0) and from config.question_offset() in a question
// block. Errors: kInvalidArgument when a fact or block is longer than the config allows.
SegmentLayout LayOut(std::span<const TokenKind> kinds, const ModelConfig& config, int32_t key_offset);

}  // namespace lethe

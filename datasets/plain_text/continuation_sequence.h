// A continuation in the one grammar (model/grammar.h): its passages as facts, the prompt as question, the continuation
// as an answer without steps.
//
//   <s> passage [1] passage [2] ... <question> prompt <derive> <answer> continuation <end>
// Passages are numbered in their order, the earlier part of the document first. Loss weights are 1 on the continuation
// and 0 elsewhere: <answer> and <end> are forms, not text.
// Errors: those of EncodeExample. Threads: pure functions.
#pragma once

#include <cstdint>
#include <span>

#include "model/grammar.h"
#include "proto/example.pb.h"

namespace lethe {

struct ContinuationSequence {
  Sequence sequence;
  size_t begin = 0, end = 0;   // of the continuation
  size_t question = 0;         // where the question begins
  size_t longest_passage = 0;  // tokens

  std::span<const int32_t> continuation() const {
    return std::span<const int32_t>(sequence.tokens).subspan(begin, end - begin);
  }
};

// `open_book` false leaves the passages out.
ContinuationSequence EncodeContinuation(const Tokenizer& tokenizer, const v1::Example& example, bool open_book);

// Gives the tokens of the continuation these weights, one each.
void SetWeights(std::span<const float> weights, ContinuationSequence& continuation);

}  // namespace lethe

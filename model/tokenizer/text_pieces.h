// Vectors of facts and questions by their tokens, as a sentence embedder gives them, for training (TextVectors).
//
// Written is a safetensors file of "vectors" [T, D] f32, "offsets" [T+1] i64 and "tokens" [N] i32: text t is
// tokens[offsets[t]:offsets[t+1]], a question's begin with <question>; "vocab_size" is among its metadata.
// Errors: kInvalidArgument for no texts, or vectors that are not T rows of the same length. Threads: one caller.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/grammar.h"

namespace lethe {

// A question, or a fact where that is empty.
struct VectorText {
  std::string question;
  FactText fact;
};

// `vectors` are the floats of all rows, end to end. Returns D.
size_t WriteTextVectors(const Tokenizer& tokenizer, const std::vector<VectorText>& texts, std::string_view vectors,
                        const Path& output);

}  // namespace lethe

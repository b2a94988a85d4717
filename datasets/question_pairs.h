// Pairs of a question and the facts that answer it, from examples, for training an encoder (proto/training.proto,
// PairSource).
//
// A fact is the text that a store embeds. Examples without an answer, or that cite nothing, give no pair.
// Errors: those of reading examples; kInvalidArgument naming the path where nothing of it gives a pair, or a chance
// outside 0 to 1.
// Threads: pure function.
// Cost: memory for the texts; about 60 MB/s.
#pragma once

#include "proto/training.pb.h"
#include "retriever/embedders/text_pairs.h"

namespace lethe {

TextPairs ReadQuestionPairs(const PairSource& source);

}  // namespace lethe

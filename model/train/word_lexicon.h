// Gives a model the lexicon (model/lexicon.h) that a training config asks for.
//
// The vectors are turned so that their numbers come by how much they vary, the first `dim` of them are kept, and all
// are scaled to a mean square of 1.
//
// Errors: as VectorTable; kInvalidArgument for a `dim` that the vectors do not have, or where the model has another
// lexicon already; kFailedPrecondition for a table of another tokenizer. Threads: one caller.
#pragma once

#include <vector>

#include "model/data/packing.h"
#include "model/decoder.h"
#include "proto/training.pb.h"

namespace lethe {

// `model` on the CPU. What it computes stays the same: the lexicon that it has already stays as it is, hidden words
// too.
Decoder WithLexicon(const Decoder& model, const LexiconSource& source);

// Hides the words that the documents' facts and questions have less often than `least` times.
void HideRareWords(LexiconImpl& lexicon, const std::vector<TokenDocument>& documents, int64_t least);

}  // namespace lethe

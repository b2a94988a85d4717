// Puts several documents of one question each together: all their facts in front, then question after question.
//
// Reading facts is most of the work of a training step and only a few tokens of a document carry loss; questions that
// share a context read it once, and the facts of the others are one more kind of distractor. Numbers are drawn anew, so
// that each merged document is new and no number is used twice.
//
// Errors: none; documents with more numbers than there are in total must not be merged (the caller counts facts).
// Threads: pure function.
#pragma once

#include <vector>

#include "base/random.h"
#include "model/data/packing.h"

namespace lethe {

// Numbers that a document uses, for facts and derived steps.
int CountNumbers(const TokenDocument& document);

// The merged sequence of one or more documents. Each must begin with <s> and hold one question.
Sequence MergeDocuments(const std::vector<TokenDocument>& documents, Random& random);

}  // namespace lethe

// Puts several documents of one question each together: all their facts in front, then question after question.
//
// Reading facts is most of the work of a training step and only a few tokens of a document carry loss; questions that
// share a context read it once, and the facts of the others are one more kind of distractor. Documents over the same
// facts (WorldConfig.questions_per_context) bring them once. Numbers are drawn anew, so that each merged document is
// new and no number is used twice; nothing tells what a derived step gets, and EncodeExample puts no loss on it.
//
// Errors: none; documents with more numbers than there are in total must not be merged (the caller counts them).
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "model/data/packing.h"

namespace lethe {

// Documents over the same facts: equal up to the question, but for the numbers. One question each.
using SharedContext = std::vector<TokenDocument>;

// Equal for documents over the same facts, and else as good as never.
uint64_t HashContext(const TokenDocument& document);
// Numbers that these documents take together, for facts and derived steps.
int CountNumbers(const SharedContext& documents);

// The merged sequence. Each document must begin with <s> and hold one question.
Sequence MergeDocuments(const std::vector<SharedContext>& contexts, Random& random);

}  // namespace lethe

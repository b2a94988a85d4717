// Puts another relation in place of the one that a look-up step names, now and then, and takes the loss off it: what
// follows must then be found by the question, so that a relation named wrongly does not cost the answer.
//
// A model names a relation that it never met by one that it knows ("department" by "belongs to department"). Trained on
// right names alone it takes its own word for granted and finds nothing under the wrong one.
//
// Right behind the key is where a step is decided: which fact's value begins, or that there is none. WeightDecisions
// makes that one token count for more among the many that only copy on.
//
// Errors: none. Threads: pure functions.
#pragma once

#include <functional>
#include <vector>

#include "base/random.h"
#include "model/data/packing.h"

namespace lethe {

struct TokenSpan {
  size_t begin = 0, end = 0;
};

// The relations in the look-up steps of a document, recalled facts left aside.
std::vector<TokenSpan> FindKeys(const TokenDocument& document);

// `share` of the keys give way to what `draw_key` returns; an empty key leaves the old one.
Sequence ReplaceKeys(const TokenDocument& document, double share, const std::function<std::vector<int32_t>()>& draw_key,
                     Random& random);

// Multiplies the loss weight of the token behind each key (the first of the value, <recall> or <unknown>), and of the
// first behind recalled facts.
void WeightDecisions(Sequence& document, float factor);

}  // namespace lethe

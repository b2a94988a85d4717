// Checks a citation without the model: does the cited fact say what the step took from it?
//
// Texts are compared as words: folded (case, accents, width), punctuation and white space of any length as one space.
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/grammar.h"
#include "proto/knowledge.pb.h"

namespace lethe {

// The words of the text with single spaces between them.
std::string PlainWords(std::string_view text);

// Whether the words of `part` stand in `whole`, in order and complete. A `part` without words (a lone sign) is compared
// byte by byte.
bool ContainsWords(std::string_view whole, std::string_view part);

// Whether the step may stand: a look-up's value and a quote's text must occur in a cited fact, and a look-up's subject
// too unless the store returned the fact for a recall (by an alias, say). Derived steps only have to cite something,
// because what follows from facts is not in them; a step that says "unknown" takes nothing.
bool StepIsSupported(const ParsedStep& step, const std::vector<const v1::Fact*>& cited);

// Whether the answer is what the last step found: the words of a look-up's value, or some of them. Quotes and derived
// steps may be answered in other words ("yes").
bool AnswerFollows(const ParsedStep& last, const std::string& answer);

}  // namespace lethe

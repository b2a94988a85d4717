// Checks a citation without the model: does the cited fact say what the step took from it?
//
// Texts are compared as words: folded (case, accents, width), punctuation and white space of any length as one space.
// Threads: pure functions.
#pragma once

#include <span>
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
// too unless the store returned the fact for a recall (by an alias, say); "Bo does not own a car" gives no value "a
// car". What is derived from several facts, from earlier steps or from a look-up only has to cite them, because it is
// not in them; but where it compares, counts or reckons with what was looked up, it must come out right
// (datasets/derived_step.h). A numbered step that stands on one fact which no look-up read has nothing to derive from:
// it is a quote that leaves words out ("Ann is old" of "Ann is tall and old"), or denies what a sentence like "what is
// not stated is false" lets it deny. A step that says "unknown" takes nothing. `earlier` are the steps before this one.
bool StepIsSupported(const ParsedStep& step, const std::vector<const v1::Fact*>& cited,
                     std::span<const ParsedStep> earlier = {});

// Whether the answer is what the last step found: the words of a look-up's value, or some of them. Quotes and derived
// steps may be answered in other words ("yes").
bool AnswerFollows(const ParsedStep& last, const std::string& answer);

}  // namespace lethe

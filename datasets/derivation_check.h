// Re-derives an example's answer from its facts, without a model and without knowing how the example was made.
//
// Look-ups over triples are followed by equality, look-ups over free text by spans: the cited sentence must hold
// subject and value. A quote stands in the cited fact word for word. Derived steps are checked for what they cite, and
// re-derived where their kind is known (derived_step.h, conclusion_check.h). An example whose checks say {"derivable":
// "steps"} promises that every one of its steps is so; {"derivable": "support"} that each conclusion has its words from
// what it cites; {"derivable": "quotes"} that all steps are quotes, and the answer the source's own; {"derivable":
// "story"} that the facts, in the order of their numbers, are a story that gives the answer (story_check.h). Promises
// are held to. What a question asks for is not read. Threads: pure functions.
#pragma once

#include <string>

#include "datasets/stated_fact.h"
#include "proto/example.pb.h"

namespace lethe {

// Each returns what is wrong, or "" when nothing is.

// The steps follow from the facts in sight, one after the other, and give the answer; an unanswerable example has no
// such fact.
std::string CheckDerivable(const v1::Example& example);
// The same; `unjudged` receives the first thing that nothing here can judge and no promise covers, or "": a step, as
// "step 2: ...", or the answer, where the last step neither settles it nor has it or an alias among its words.
std::string CheckDerivable(const v1::Example& example, std::string& unjudged);
// The question does not give the answer away.
std::string CheckNeeded(const v1::Example& example);
// No step holds without the fact it cites or cites more than it needs, and each serves a later one or the answer.
std::string CheckMinimal(const v1::Example& example);
// What the first of the three that finds something says.
std::string FirstProblem(const v1::Example& example);
// All three find nothing.
bool IsSound(const v1::Example& example);

// What the example's own checks promise of "derivable"; "" where they say nothing.
std::string PromiseOf(const v1::Example& example);
// A step that looks a value up, whether it cites a fact or not.
bool IsLookup(const v1::DerivationStep& step);
// The step cites the fact or earlier step of this id.
bool Cites(const v1::DerivationStep& step, const std::string& id);

}  // namespace lethe

// Finds the answer to a planned question in all facts that the example shows, and the step that concludes it.
//
// The facts go to FactChain (datasets/solvers/fact_chain.h) as they stand, distractors and all, so that an answer never
// rests on how the question was drawn. Promise: false where the facts give no answer, several, or another derivation
// than the planned look-ups. Threads: a pure function.
#pragma once

#include "datasets/sources/world_plan.h"

namespace lethe {

// Fills plan.solved and plan.derived; plan.order holds the facts in sight. An unanswerable plan must have no answer.
bool SolveQuestion(WorldPlan& plan);

}  // namespace lethe

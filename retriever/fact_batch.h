// Many facts that are put at once: what makes a batch one that a store takes.
//
// Errors: those of CheckFact, and kInvalidArgument for an id that stands for two facts; the position of the fact is
// named where there is more than one.
// Threads: pure function.
#pragma once

#include <cstddef>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe {

// A fact that is there twice is one. Facts whose id is derived from their content may differ in aliases and tags; the
// last one counts.
void CheckFacts(const std::vector<v1::Fact>& facts, size_t max_bytes);

}  // namespace lethe

// From a question with evidence triples to facts and derivation: which sentence states a triple, how its value is spelt
// there, and how two values compare.
//
// Threads: pure function.
#pragma once

#include <string>

#include "datasets/readers/record.h"
#include "proto/example.pb.h"

namespace lethe {

// Fills in context (needed sentences first, then at most `distractors` others), question, derivation and answer.
// Returns why the record cannot be used, or "".
std::string MakeEvidenceExample(const Record& record, size_t distractors, v1::Example& example);

}  // namespace lethe

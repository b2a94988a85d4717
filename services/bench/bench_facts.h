// Facts and questions for benchmarks: an endless supply, the same on every machine.
//
// Names are of syllables, so that hashed n-grams see what they see in real names: parts that many share.
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe {

v1::Fact BenchFact(uint64_t number);
std::vector<v1::Fact> BenchFacts(uint64_t begin, uint64_t end);
// A question that fact `number` answers.
std::string BenchQuestion(uint64_t number);

}  // namespace lethe

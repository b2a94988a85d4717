// What the benchmarks of stores share: filling one, and reading off percentiles.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "proto/retrieval.pb.h"
#include "retriever/knowledge_base.h"

namespace lethe {

using BenchProgress = std::function<void(uint64_t done, uint64_t all)>;

// Puts BenchFacts [0, facts) in batches, as an import does. Returns the seconds until all were durable.
double FillStore(KnowledgeBase& base, uint64_t facts, const BenchProgress& progress = nullptr,
                 const std::function<void(v1::Fact&)>& change = nullptr);

// The value at `share` (0 to 1) of the sorted numbers; 0 for none.
double Percentile(std::vector<double> numbers, double share);

}  // namespace lethe

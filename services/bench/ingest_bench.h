// How fast facts are put, and what they cost on the disk and in memory.
//
// Cost: makes a store of the facts asked for, in a temporary folder.
#pragma once

#include <cstdint>

#include "services/bench/bench_store.h"

namespace lethe {

struct IngestBenchOptions {
  uint64_t facts = 100'000;
  uint32_t dimension = 256;
  Path folder;  // where the store is made
  BenchProgress progress;
};

struct IngestBenchResult {
  uint64_t facts = 0;
  double facts_per_s = 0;            // until the last is durable; making the facts counts too
  double disk_bytes_per_fact = 0;    // of the closed store
  double memory_bytes_per_fact = 0;  // resident after opening and one search, mapped pages that were read included
  double vector_bytes_per_fact = 0;  // dimension * 4, for comparison
  double peak_rss_mb = 0;            // of the whole run, in units of 1,000,000 bytes
  double open_ms = 0;
};

IngestBenchResult RunIngestBench(const IngestBenchOptions& options);

}  // namespace lethe

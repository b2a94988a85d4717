// Swaps under load: clients search over gRPC on loopback while an alias goes to and fro between two loaded stores.
//
// Every answer is held against the store that its version names: facts of the other store in it are a mixed version.
// Cost: makes two stores, in a temporary folder, and runs for the seconds asked for.
#pragma once

#include <cstdint>

#include "services/bench/bench_store.h"

namespace lethe {

struct SwapBenchOptions {
  uint64_t facts = 10'000;  // of each store
  uint64_t swaps = 100;
  uint64_t clients = 16;
  double seconds = 10;
  Path folder;  // where the stores are made
};

struct SwapBenchResult {
  uint64_t swaps = 0;
  uint64_t requests = 0;
  uint64_t failed = 0;
  uint64_t mixed_version = 0;
  double swap_p50_ms = 0, swap_p99_ms = 0;
  double request_p50_us = 0, request_p99_us = 0;
  double load_ms = 0;  // opening and warming one store before its first swap
};

SwapBenchResult RunSwapBench(const SwapBenchOptions& options);

}  // namespace lethe

// What gRPC adds to a search: the same search in this process, over loopback, and a call that only hands back a
// response of the same size; then many callers at once.
//
// Cost: makes a store in a temporary folder and runs for the seconds asked for.
#pragma once

#include <cstdint>

#include "services/bench/bench_store.h"

namespace lethe {

struct RpcBenchOptions {
  uint64_t facts = 10'000;
  uint64_t queries = 1'000;  // timed one after the other
  uint64_t clients = 64;
  double seconds = 5;  // of all clients at once
  Path folder;         // where the store is made
};

struct RpcBenchResult {
  double search_p50_us = 0, search_p99_us = 0;  // in this process
  double echo_p50_us = 0, echo_p99_us = 0;      // a canned response over gRPC
  double rpc_p50_us = 0, rpc_p99_us = 0;        // the search over gRPC
  uint64_t requests = 0, failed = 0;            // of all clients at once
  double requests_per_s = 0;
  double busy_p50_us = 0, busy_p99_us = 0;
};

RpcBenchResult RunRpcBench(const RpcBenchOptions& options);

}  // namespace lethe

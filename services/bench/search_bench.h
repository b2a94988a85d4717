// How fast a store searches vectors, beside FAISS alone on the same index, in the same run.
//
// The store's search is what a pinned version does with a query vector: every segment, the fresh vectors, the dead left
// out, documents instead of rows. The peer is faiss::Index::search on the very index of the store's segment. Both run
// on one thread, one query at a time, by turns. Cost: makes a store of the facts asked for, in a temporary folder.
#pragma once

#include <cstdint>
#include <string>

#include "services/bench/bench_store.h"

namespace lethe {

struct SearchBenchOptions {
  uint64_t facts = 100'000;
  uint32_t dimension = 384;
  uint64_t queries = 1000;
  std::string index;  // FAISS factory string; empty: the store's choice by size
  Path folder;        // where the store is made
  BenchProgress progress;
};

struct SearchBenchResult {
  uint64_t facts = 0;
  std::string index;
  double p50_us = 0, p99_us = 0;            // through the store
  double peer_p50_us = 0, peer_p99_us = 0;  // FAISS alone
  double recall_at_10 = 0;                  // of the ten best by an exact pass over all vectors
  double peer_recall_at_10 = 0;
  double fetch_us = 0;     // loading the ten facts found, p50
  double full_p50_us = 0;  // a whole search from the words: exact, BM25, vectors, fused, loaded
  double build_s = 0;      // putting and indexing
};

SearchBenchResult RunSearchBench(const SearchBenchOptions& options);

}  // namespace lethe

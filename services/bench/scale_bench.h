// What a store too large for one machine would cost, by simulation: nothing of that size is made.
//
// Drawn: how many facts each subject has (a Pareto tail), on which shard its hash puts it, and how long each shard
// takes for a search, so that the largest shard and the slowest answer of all shards come out of draws and not of
// means. Computed: bytes, segments and times, from measured constants (ScaleConstants says of what). Promise: the same
// options give the same figures. Threads: one. Cost: 30 ns a subject drawn; 1 billion facts take some seconds.
#pragma once

#include <cstdint>

#include "services/bench/bench_store.h"

namespace lethe {

// Of a store in PostgreSQL with vectors of 256 numbers; docs/scale.md says where these were measured.
struct ScaleConstants {
  double facts_bytes = 0;         // a fact's row in `facts` with all indexes
  double postings_bytes = 0;      // its share of `postings`, compacted
  double vector_bytes = 0;        // its row in `vectors`, pgvector
  double index_bytes = 0;         // its share of the HNSW index
  double import_facts_per_s = 0;  // one writer
  double index_rows_per_s = 0;    // building HNSW, one core
  double lookup_ms = 0;           // a key, median of one shard
  double search_ms = 0;           // words and vectors, median of one shard
  double p99_of_median = 0;       // how much longer the slowest in a hundred takes, of one shard
  double network_ms = 0;          // between coordinator and shard, there and back
};
ScaleConstants MeasuredScaleConstants();

// The same, measured now: fills the store in PostgreSQL at `place`, which must be a new one, with so many facts. What a
// server without pgvector cannot tell (vectors and their index) stays as MeasuredScaleConstants has it.
// Errors: those of KnowledgeBase; kFailedPrecondition for a store that holds facts, or that is a folder.
ScaleConstants MeasureScale(const Path& place, uint64_t facts, const BenchProgress& progress = nullptr);

struct ScaleOptions {
  uint64_t facts = 1'000'000'000;
  uint64_t facts_per_shard = 50'000'000;
  uint32_t replicas = 1;         // copies beside the first
  double facts_per_subject = 8;  // mean
  uint32_t searches = 20'000;    // drawn
  ScaleConstants constants = MeasuredScaleConstants();
};

struct ScaleResult {
  uint64_t shards = 0;
  uint64_t subjects = 0;
  uint64_t largest_subject = 0;     // facts, which no distribution by subject can part
  double largest_shard = 0;         // facts, as a multiple of the mean
  double total_tb = 0;              // of 1e12 bytes, with replicas
  double shard_gb = 0;              // of 1e9 bytes, the mean shard
  double shard_memory_gb = 0;       // vectors and their index, which searches want in memory
  uint64_t segments_importing = 0;  // of a folder store: a segment each 8192 vectors until a compaction joins them
  uint64_t segments_compacted = 0;
  double import_hours = 0;                      // every shard beside the others, one writer each
  double import_hours_one = 0;                  // one writer for all
  double index_hours = 0;                       // of the largest shard, one core
  double lookup_p50_ms = 0, lookup_p99_ms = 0;  // one shard is asked
  double search_p50_ms = 0, search_p99_ms = 0;  // every shard is asked; the slowest counts
  double one_shard_p99_ms = 0;                  // for comparison
};

// Errors: kInvalidArgument for zeros.
ScaleResult SimulateScale(const ScaleOptions& options);

}  // namespace lethe

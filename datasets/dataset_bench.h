// How fast data is read, made and tokenized on this machine, on input that is made for the purpose.
//
// Promise: needs no data beside the wordings and names that the config of the generator names.
// Units: MB are 10^6 bytes. Reading and tokenizing are measured in CPU time of one thread, so that neighbours on the
// machine do not show; making examples in wall time of all threads, and beside it in CPU time: examples a second of one
// core that does nothing else.
// Errors: those of builder, readers and tokenizer. Threads: one call at a time uses all cores.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/file.h"
#include "proto/dataset.pb.h"

namespace lethe {

struct DatasetBenchOptions {
  DatasetConfig config;     // of the generator
  Path root;                // where its relative paths are looked for
  DatasetConfig all_kinds;  // another one, of which the worlds alone are made; without sources: left out
  Path all_kinds_root;
  Path tokenizer;  // empty: one is trained on the examples
  uint64_t examples = 20'000;
  size_t reader_bytes = size_t{24} << 20;  // of each format
  size_t threads = 0;
};

// Examples made, checked, searched for near duplicates and written as JSON.
struct MakingSpeed {
  double examples_per_s = 0;
  double examples_per_cpu_s = 0;
};

struct DatasetBenchResult {
  MakingSpeed worlds;
  MakingSpeed all_kinds;                                       // worlds of every kind
  std::map<std::string, double> examples_per_cpu_s_by_source;  // of these, by their task
  std::map<std::string, double> reader_mb_per_s;               // by format, of plain files
  double tokenizer_mb_per_s = 0;      // lines of JSON to token sequences, counted in bytes of their texts
  double sentencepiece_mb_per_s = 0;  // the same texts straight to sentencepiece
  double tokenizer_ratio = 0;         // of the two: the median of several rounds, in turns
  double peak_rss_mb = 0;             // of the process so far
};

DatasetBenchResult RunDatasetBench(const DatasetBenchOptions& options);

}  // namespace lethe

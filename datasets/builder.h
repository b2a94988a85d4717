// Builds a data set: mixes the sources of a config and writes JSON lines, on all cores.
//
// Examples that repeat an earlier one of their block of 512, and those that stand in an evaluation set, are dropped and
// counted; where a twin goes, its other half goes too.
// Promise: the examples depend on config, seed and count alone. Any number of threads gives the same bytes, and the
// shards 0/n .. n-1/n together hold what a build without shards holds. Files appear under their names only when they
// are complete. Errors: kInvalidArgument for a config without sources or a shard outside 0 .. n-1; those of sources and
// files. Threads: one builder, one caller.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "datasets/overlap.h"
#include "datasets/sources/example_source.h"

namespace lethe {

struct BuildOptions {
  Path out;
  size_t shard = 0, shards = 1;
  size_t threads = 0;  // 0: all cores
};

struct BuildResult {
  Path file;
  uint64_t examples = 0;
  uint64_t bytes = 0;
  uint64_t duplicates = 0;   // dropped: the same or nearly the same as an earlier one
  uint64_t overlapping = 0;  // dropped: in an evaluation set
};

class DatasetBuilder {
 public:
  // `root` is where relative paths of the config are looked for beside the working folder.
  DatasetBuilder(const DatasetConfig& config, const Path& root);

  uint64_t count() const { return count_; }
  v1::Example Make(uint64_t index) const;
  // Writes `out`/<split>.jsonl, or <split>-00003-of-00016.jsonl for a shard.
  BuildResult Build(const BuildOptions& options, const std::function<void(uint64_t done)>& progress) const;

 private:
  struct Slot {
    uint32_t source;
    uint32_t rank;  // among this source's slots of the block
  };
  struct Chunk {
    std::string text;
    uint64_t examples = 0, duplicates = 0, overlapping = 0;
  };
  Chunk MakeChunk(uint64_t chunk) const;
  void LayOutMixture();
  std::string IdOf(uint64_t index) const;

  DatasetConfig config_;
  std::vector<std::unique_ptr<ExampleSource>> sources_;
  std::vector<Slot> slots_;                       // the mixture: position index % slots_.size() belongs to this source
  std::vector<std::vector<uint32_t>> positions_;  // of each source's slots
  uint64_t count_ = 0;
  EvaluationOverlap evaluation_;
};

}  // namespace lethe

// Builds a data set: mixes the sources of a config and writes JSON lines, on all cores.
//
// Examples that repeat an earlier one of their block of 512, and those that stand in an evaluation set, are dropped and
// counted; where a twin goes, its other half goes too. The questions of evaluation sets are made once for all shards of
// a folder.
// Promise: the examples depend on config, seed and count alone. Any number of threads gives the same bytes, and the
// shards 0/n .. n-1/n one after the other are, byte for byte, what a build without shards writes. Files appear under
// their names only when they are complete; a build that was killed goes on behind its last whole blocks, and one that
// is complete is kept (shard_output.h). Errors: kInvalidArgument for a config without sources or a shard outside
// 0 .. n-1; kFailedPrecondition where another process makes the same shard; those of sources and files. Threads: one
// builder, one caller.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/overlap.h"
#include "datasets/shard_output.h"
#include "datasets/sources/example_source.h"

namespace lethe {

struct BuildOptions {
  Path out;
  size_t shard = 0, shards = 1;
  size_t threads = 0;                                         // 0: all cores
  bool fresh = false;                                         // begin anew, whatever an earlier build left
  uint64_t checkpoint_bytes = ShardOutput::kCheckpointBytes;  // of text, that a kill may cost
};

struct BuildResult : BuildCounts {
  Path file;
  uint64_t kept = 0;      // of the examples, those of an earlier run of the same build
  bool replaced = false;  // a complete build of another config, seed or program stood there
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
    BuildCounts counts;
  };
  Chunk MakeChunk(uint64_t chunk, const EvaluationOverlap& evaluation) const;
  void LayOutMixture();
  void FindCount();
  // The questions of all that the config keeps apart from: made, or read where another shard of this build made them.
  EvaluationOverlap EvaluationOf(const BuildOptions& options, uint64_t fingerprint) const;
  // Those of one evaluation set: a file or folder of examples, or a config.
  void AddQuestions(const Path& path, EvaluationOverlap& evaluation) const;
  // Those of every example that this config makes, and of its sources' other examples up to its count: what ends with
  // the smallest of its sources is kept apart from as a whole.
  void AddOwnQuestions(EvaluationOverlap& evaluation) const;
  // What the source of slot `index` numbers the example that stands there, and where example `number` of a source
  // stands.
  uint64_t NumberOf(uint64_t index) const;
  uint64_t IndexOf(uint32_t source, uint64_t number) const;
  // The source that makes example `number` of slot source `source`: itself, or the endless one when it is used up.
  uint32_t SourceFor(uint32_t source, uint64_t number) const;
  std::map<std::string, std::map<std::string, uint64_t>> LeftOut() const;
  std::string IdOf(uint64_t index) const;

  DatasetConfig config_;
  Path root_;
  std::vector<std::unique_ptr<ExampleSource>> sources_;
  std::vector<Slot> slots_;                       // the mixture: position index % slots_.size() belongs to this source
  std::vector<std::vector<uint32_t>> positions_;  // of each source's slots
  std::optional<uint32_t> endless_;               // where sources that are used up leave their share
  uint64_t count_ = 0;
  std::vector<Path> evaluation_;  // what the config keeps apart from
};

}  // namespace lethe

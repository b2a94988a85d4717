// The file of one shard while it is being made: it grows under another name, and beside it stands how far it is, so
// that a build that was killed goes on behind the last block that is whole on the disk.
//
// `train.jsonl` grows as `train.jsonl.partial`; `train.build.json` holds the fingerprint of what is built, the blocks
// that are done, and the counts. Promise: the file appears under its name only when it is complete, and holds whole
// blocks alone. What was begun with another fingerprint is begun anew. Errors: kFailedPrecondition where another
// process makes the same shard; those of the file system. Threads: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/file.h"

namespace lethe {

// What became of the examples of one build.
struct BuildCounts {
  uint64_t examples = 0;
  uint64_t bytes = 0;
  uint64_t duplicates = 0;   // dropped: the same or nearly the same as an earlier one
  uint64_t overlapping = 0;  // dropped: in an evaluation set
  uint64_t twins = 0;        // dropped because the other half of their pair was
  // By check: rejected when the whole set was cleaned (dataset_clean.h).
  std::map<std::string, uint64_t> rejected = {};
  // Records that gave no example, by source ("squad") and reason. The same for every shard of a build.
  std::map<std::string, std::map<std::string, uint64_t>> left_out = {};

  void Add(const BuildCounts& other);
};

struct BuildManifest {
  uint64_t fingerprint = 0;
  uint64_t blocks = 0;  // done
  bool complete = false;
  BuildCounts counts;
};

// "out/train-00003-of-00016.jsonl" -> "out/train-00003-of-00016.build.json".
Path ManifestPath(const Path& examples);
void WriteManifest(const Path& file, const BuildManifest& manifest);
// Errors: kNotFound; kDataLoss for what is no manifest.
BuildManifest ReadManifest(const Path& file);

class ShardOutput {
 public:
  static constexpr uint64_t kCheckpointBytes = uint64_t{16} << 20;  // of text, after which it is made sure of

  // Goes on with what is there, unless it is `fresh` that is wanted.
  ShardOutput(Path file, uint64_t fingerprint, bool fresh, uint64_t checkpoint_bytes = kCheckpointBytes);
  ~ShardOutput();
  ShardOutput(const ShardOutput&) = delete;
  ShardOutput& operator=(const ShardOutput&) = delete;

  bool complete() const { return manifest_.complete; }
  // The file that stands there is a complete one of something else.
  bool replaces() const { return replaces_; }
  uint64_t blocks() const { return manifest_.blocks; }  // done, also by earlier runs
  const BuildCounts& counts() const { return manifest_.counts; }

  // Takes the text of the blocks that come next, and their counts.
  void Add(const std::string& text, uint64_t blocks, const BuildCounts& counts);
  // Gives the file its name. `rest` is what is not counted by block: added, and its `left_out` taken over.
  void Finish(const BuildCounts& rest);

 private:
  void Open();
  bool GoesOn(uint64_t fingerprint) const;
  void Checkpoint();

  Path file_, partial_;
  uint64_t checkpoint_bytes_;
  BuildManifest manifest_;
  bool replaces_ = false;
  int descriptor_ = -1;
  uint64_t since_checkpoint_ = 0;  // bytes
};

}  // namespace lethe

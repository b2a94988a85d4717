// Where examples come from: one row a kind in the table of datasets/sources/example_source.cc.
//
// Promise: Make depends on (seed, number) alone, never on threads, shards or what was made before.
// Threads: Make may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/file.h"
#include "proto/dataset.pb.h"
#include "proto/example.pb.h"

namespace lethe {

class ExampleSource {
 public:
  virtual ~ExampleSource() = default;
  // Number of examples, or nullopt when there is no end to them.
  virtual std::optional<uint64_t> size() const { return std::nullopt; }
  // Example `number`, below size(). Id and split are left to the builder, but `twin_of` names the number of another
  // example.
  virtual v1::Example Make(uint64_t seed, uint64_t number) const = 0;
};

// `root` is where relative paths of the config are looked for when they are not found from the working folder.
std::unique_ptr<ExampleSource> MakeSource(const SourceConfig& config, const Path& root);

// The path itself, or below `root` or one of its parents.
// Errors: kNotFound naming the path as the config has it.
Path ResolveDataPath(const std::string& path, const Path& root);

}  // namespace lethe

// Where examples come from: one row a kind in the table of datasets/sources/example_source.cc.
//
// Promise: Make depends on (seed, number) alone, never on threads, shards or what was made before.
// Threads: Make may be called from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

  // Records that gave no example, by reason, for the counts of a build and for the card, where they stand under `name`;
  // none where examples are made up.
  virtual std::map<std::string, uint64_t> left_out() const { return {}; }
  virtual std::string name() const { return ""; }
};

// `root` is where relative paths of the config are looked for when they are not found from the working folder.
std::unique_ptr<ExampleSource> MakeSource(const SourceConfig& config, const Path& root);

// The path itself, or below `root` or one of its parents.
// Errors: kNotFound naming the path as the config has it.
Path ResolveDataPath(const std::string& path, const Path& root);
std::vector<Path> ResolveDataPaths(const google::protobuf::RepeatedPtrField<std::string>& paths, const Path& root);

// Errors: kInvalidArgument naming the field ("world.twins") where the value lies outside 0 to 1.
void CheckShare(std::string_view field, double value);

}  // namespace lethe

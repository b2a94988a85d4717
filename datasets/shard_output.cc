#include "datasets/shard_output.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "datasets/synced_rename.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

std::string Hex(uint64_t value) {
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

Json ToJson(const BuildManifest& manifest) {
  const BuildCounts& counts = manifest.counts;
  Json json = {
      {"fingerprint", Hex(manifest.fingerprint)},
      {"complete", manifest.complete},
      {"blocks", manifest.blocks},
      {"bytes", counts.bytes},
      {"examples", counts.examples},
      {"dropped", {{"duplicate", counts.duplicates}, {"overlap", counts.overlapping}, {"twin", counts.twins}}}};
  json["rejected"] = counts.rejected;
  json["left_out"] = counts.left_out;
  return json;
}

BuildManifest FromJson(const Json& json) {
  BuildManifest manifest;
  manifest.fingerprint = std::stoull(json.at("fingerprint").get<std::string>(), nullptr, 16);
  manifest.complete = json.at("complete").get<bool>();
  manifest.blocks = json.at("blocks").get<uint64_t>();
  BuildCounts& counts = manifest.counts;
  counts.bytes = json.at("bytes").get<uint64_t>();
  counts.examples = json.at("examples").get<uint64_t>();
  const Json& dropped = json.at("dropped");
  counts.duplicates = dropped.at("duplicate").get<uint64_t>();
  counts.overlapping = dropped.at("overlap").get<uint64_t>();
  counts.twins = dropped.at("twin").get<uint64_t>();
  counts.rejected = json.at("rejected").get<decltype(counts.rejected)>();
  counts.left_out = json.at("left_out").get<decltype(counts.left_out)>();
  return manifest;
}

uint64_t SizeOf(const Path& file) {
  std::error_code failed;
  const uintmax_t size = std::filesystem::file_size(file, failed);
  return failed ? 0 : size;
}

void WriteAll(int descriptor, const std::string& text, const Path& file) {
  for (size_t done = 0; done < text.size();) {
    const ssize_t wrote = ::write(descriptor, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) ThrowErrno("write", file);
    done += static_cast<size_t>(wrote);
  }
}

}  // namespace

void BuildCounts::Add(const BuildCounts& other) {
  examples += other.examples;
  bytes += other.bytes;
  duplicates += other.duplicates;
  overlapping += other.overlapping;
  twins += other.twins;
  for (const auto& [check, count] : other.rejected) rejected[check] += count;
}

Path ManifestPath(const Path& examples) {
  Path path = examples;
  return path.replace_extension(".build.json");
}

void WriteManifest(const Path& file, const BuildManifest& manifest) {
  WriteFileAtomic(file, ToJson(manifest).dump(2) + "\n");
}

BuildManifest ReadManifest(const Path& file) {
  const std::string text = ReadFile(file);
  try {
    return FromJson(Json::parse(text));
  } catch (const std::exception& error) {
    throw Error(Code::kDataLoss, StrCat(file.string(), " does not say how far a build is: ", error.what(),
                                        "; remove it and build again"));
  }
}

ShardOutput::ShardOutput(Path file, uint64_t fingerprint, bool fresh, uint64_t checkpoint_bytes)
    : file_(std::move(file)), partial_(file_.string() + ".partial"), checkpoint_bytes_(checkpoint_bytes) {
  Open();
  if (fresh || !GoesOn(fingerprint)) {
    replaces_ = manifest_.complete && manifest_.fingerprint != fingerprint && std::filesystem::exists(file_);
    manifest_ = {};
  }
  if (manifest_.blocks > 0 || manifest_.complete) return;
  manifest_.fingerprint = fingerprint;
  if (::ftruncate(descriptor_, 0) != 0) ThrowErrno("empty", partial_);
}

ShardOutput::~ShardOutput() {
  if (descriptor_ < 0) return;
  // Under the lock: another build may begin the file right after it.
  std::error_code ignored;
  if (SizeOf(partial_) == 0) std::filesystem::remove(partial_, ignored);
  ::close(descriptor_);
}

void ShardOutput::Open() {
  descriptor_ = ::open(partial_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0666);
  if (descriptor_ < 0) ThrowErrno("create", partial_);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    descriptor_ = -1;
    throw Error(Code::kFailedPrecondition,
                StrCat(partial_.string(), " is being written by another build; wait for it, or choose another --out"));
  }
  std::error_code ignored;
  if (!std::filesystem::exists(ManifestPath(file_), ignored)) return;
  try {
    manifest_ = ReadManifest(ManifestPath(file_));
  } catch (const Error&) {
    manifest_ = {};  // of a foreign hand: begun anew
  }
}

// True where the bytes that the manifest speaks of are there; what stands behind them is cut off.
bool ShardOutput::GoesOn(uint64_t fingerprint) const {
  if (manifest_.fingerprint != fingerprint) return false;
  const bool named = std::filesystem::exists(file_) && SizeOf(file_) == manifest_.counts.bytes;
  if (manifest_.complete && named) return true;
  if (manifest_.counts.bytes == 0 || SizeOf(partial_) < manifest_.counts.bytes) return false;
  if (::ftruncate(descriptor_, static_cast<off_t>(manifest_.counts.bytes)) != 0) ThrowErrno("cut", partial_);
  // Killed between the last block and the renaming.
  if (manifest_.complete) RenameSynced(partial_, file_);
  return true;
}

void ShardOutput::Add(const std::string& text, uint64_t blocks, const BuildCounts& counts) {
  WriteAll(descriptor_, text, partial_);
  manifest_.blocks += blocks;
  manifest_.counts.Add(counts);
  since_checkpoint_ += text.size();
  if (since_checkpoint_ >= checkpoint_bytes_) Checkpoint();
}

void ShardOutput::Checkpoint() {
  if (::fsync(descriptor_) != 0) ThrowErrno("write", partial_);
  WriteManifest(ManifestPath(file_), manifest_);
  since_checkpoint_ = 0;
}

void ShardOutput::Finish(const BuildCounts& rest) {
  manifest_.counts.Add(rest);
  manifest_.counts.left_out = rest.left_out;
  manifest_.complete = true;
  Checkpoint();
  RenameSynced(partial_, file_);
  ::close(std::exchange(descriptor_, -1));
}

}  // namespace lethe

#include "datasets/builder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <unordered_set>

#include "base/error.h"
#include "base/parallel.h"
#include "base/random.h"
#include "datasets/example_json.h"
#include "datasets/minhash.h"

namespace lethe {
namespace {

constexpr uint64_t kChunk = 512;  // examples made by one task
constexpr uint32_t kMixtureBlock =
    512;  // slots after which the mixture repeats; even, so that pairs of twins stay together

// A file that shows itself only when Commit is called.
class PendingFile {
 public:
  explicit PendingFile(Path path) : path_(std::move(path)), temporary_(path_.string() + ".tmp") {
    file_ = std::fopen(temporary_.c_str(), "wb");
    if (file_ == nullptr) ThrowErrno("create", temporary_);
  }
  ~PendingFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  void Write(const std::string& bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) ThrowErrno("write", temporary_);
  }
  void Commit() {
    if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) ThrowErrno("write", temporary_);
    std::fclose(file_);
    file_ = nullptr;
    std::filesystem::rename(temporary_, path_);
  }

 private:
  Path path_;
  Path temporary_;
  std::FILE* file_ = nullptr;
};

std::string FileName(const std::string& split, const BuildOptions& options) {
  if (options.shards == 1) return split + ".jsonl";
  char tail[48];
  std::snprintf(tail, sizeof tail, "-%05zu-of-%05zu.jsonl", options.shard, options.shards);
  return split + tail;
}

}  // namespace

DatasetBuilder::DatasetBuilder(const DatasetConfig& config, const Path& root) : config_(config) {
  if (config_.source_size() == 0)
    throw Error(Code::kInvalidArgument, "the config names no source; add source { world { ... } }");
  if (config_.name().empty()) config_.set_name("dataset");
  for (const SourceConfig& source : config_.source()) {
    if (!(source.weight() > 0))
      throw Error(Code::kInvalidArgument, StrCat("source weight is ", source.weight(), "; it must be above 0"));
    sources_.push_back(MakeSource(source, root));
  }
  for (const std::string& path : config_.keep_apart_from()) evaluation_.AddExamples(ResolveDataPath(path, root));
  LayOutMixture();
  count_ = config_.count();
  // A mixture of finite sources ends with the first that is used up.
  for (size_t s = 0; s < sources_.size(); ++s) {
    if (const auto size = sources_[s]->size())
      count_ = std::min<uint64_t>(count_, *size * slots_.size() / positions_[s].size());
  }
}

// Deals out the slots of a block in proportion to the weights, in pairs, and shuffles the pairs.
void DatasetBuilder::LayOutMixture() {
  double total = 0;
  for (const SourceConfig& source : config_.source()) total += source.weight();
  std::vector<uint32_t> pairs;
  double until = 0;
  for (uint32_t s = 0; s < sources_.size(); ++s) {
    until += config_.source(static_cast<int>(s)).weight() / total;
    const auto end = std::max<size_t>(pairs.size() + 1, static_cast<size_t>(until * kMixtureBlock / 2 + 0.5));
    while (pairs.size() < end) pairs.push_back(s);
  }
  Random random(config_.seed());
  random.Shuffle(pairs);
  positions_.resize(sources_.size());
  for (uint32_t source : pairs) {
    for (int twice = 0; twice < 2; ++twice) {
      slots_.push_back({source, static_cast<uint32_t>(positions_[source].size())});
      positions_[source].push_back(static_cast<uint32_t>(slots_.size() - 1));
    }
  }
}

std::string DatasetBuilder::IdOf(uint64_t index) const {
  return StrCat(config_.name(), "-", config_.seed(), "-", index);
}

v1::Example DatasetBuilder::Make(uint64_t index) const {
  const Slot slot = slots_[index % slots_.size()];
  const uint64_t per_block = positions_[slot.source].size();
  const uint64_t number = index / slots_.size() * per_block + slot.rank;
  // Sources of one kind in one mixture must not make the same examples.
  const uint64_t seed = config_.seed() + slot.source * 0x9e3779b97f4a7c15ULL;
  v1::Example example = sources_[slot.source]->Make(seed, number);
  example.set_id(IdOf(index));
  example.set_split(config_.split());
  if (!example.twin_of().empty()) {
    const uint64_t twin = std::stoull(example.twin_of());
    example.set_twin_of(IdOf(twin / per_block * slots_.size() + positions_[slot.source][twin % per_block]));
  }
  return example;
}

DatasetBuilder::Chunk DatasetBuilder::MakeChunk(uint64_t chunk) const {
  Chunk out;
  DuplicateIndex seen(DuplicateIndex::kThreshold, kChunk);
  std::vector<v1::Example> examples;
  std::unordered_set<std::string> dropped;
  const uint64_t end = std::min(count_, (chunk + 1) * kChunk);
  for (uint64_t index = chunk * kChunk; index < end; ++index) {
    v1::Example& example = examples.emplace_back(Make(index));
    const bool overlaps = !evaluation_.empty() && evaluation_.ShareOf(example) > config_.max_overlap();
    const bool repeats =
        !overlaps && config_.drop_duplicates() && seen.Add(MinHashOf(example)) != DuplicateIndex::Match::kNone;
    out.overlapping += overlaps;
    out.duplicates += repeats;
    if (overlaps || repeats) dropped.insert(example.id());
  }
  // Both halves of a pair of twins lie in one chunk.
  for (const v1::Example& example : examples) {
    if (!example.twin_of().empty() && dropped.count(example.id())) dropped.insert(example.twin_of());
    if (dropped.count(example.twin_of())) dropped.insert(example.id());
  }
  for (const v1::Example& example : examples) {
    if (dropped.count(example.id())) continue;
    AppendExampleJson(example, out.text);
    ++out.examples;
  }
  return out;
}

BuildResult DatasetBuilder::Build(const BuildOptions& options, const std::function<void(uint64_t)>& progress) const {
  if (options.shards == 0 || options.shard >= options.shards) {
    throw Error(Code::kInvalidArgument,
                StrCat("shard ", options.shard, "/", options.shards, ": the first number must be below the second"));
  }
  CreateDirectories(options.out);
  BuildResult result;
  result.file = options.out / FileName(config_.split(), options);
  PendingFile file(result.file);
  const size_t threads = options.threads > 0 ? options.threads : HardwareThreads();
  const uint64_t all_chunks = (count_ + kChunk - 1) / kChunk;
  std::vector<uint64_t> chunks;
  for (uint64_t chunk = options.shard; chunk < all_chunks; chunk += options.shards) chunks.push_back(chunk);
  // Waves keep memory bounded and the order of the file fixed.
  const size_t wave = threads * 8;
  for (size_t begin = 0; begin < chunks.size(); begin += wave) {
    const size_t size = std::min(wave, chunks.size() - begin);
    std::vector<Chunk> made(size);
    ParallelFor(size, threads, [&](size_t i) { made[i] = MakeChunk(chunks[begin + i]); });
    for (const Chunk& chunk : made) {
      file.Write(chunk.text);
      result.examples += chunk.examples;
      result.bytes += chunk.text.size();
      result.duplicates += chunk.duplicates;
      result.overlapping += chunk.overlapping;
    }
    if (progress) progress(result.examples);
  }
  file.Commit();
  return result;
}

}  // namespace lethe

#include "datasets/builder.h"

#include <algorithm>
#include <unordered_set>

#include "base/config.h"
#include "base/error.h"
#include "base/parallel.h"
#include "base/part_name.h"
#include "base/random.h"
#include "datasets/build_fingerprint.h"
#include "datasets/example_json.h"
#include "datasets/minhash.h"

namespace lethe {
namespace {

constexpr uint64_t kChunk = 512;  // examples made by one task
constexpr uint32_t kMixtureBlock =
    512;  // slots after which the mixture repeats; even, so that pairs of twins stay together

// Sources of one kind in one mixture must not make the same examples.
uint64_t SeedOf(const DatasetConfig& config, uint64_t source) {
  return config.seed() + source * 0x9e3779b97f4a7c15ULL;
}

std::string FileName(const std::string& split, const BuildOptions& options) {
  return StrCat(split, options.shards == 1 ? "" : PartSuffix(options.shard, options.shards), ".jsonl");
}

}  // namespace

DatasetBuilder::DatasetBuilder(const DatasetConfig& config, const Path& root) : config_(config), root_(root) {
  if (config_.source_size() == 0)
    throw Error(Code::kInvalidArgument, "the config names no source; add source { world { ... } }");
  if (config_.name().empty()) config_.set_name("dataset");
  for (const SourceConfig& source : config_.source()) {
    if (!(source.weight() > 0))
      throw Error(Code::kInvalidArgument, StrCat("source weight is ", source.weight(), "; it must be above 0"));
    sources_.push_back(MakeSource(source, root));
  }
  evaluation_ = ResolveDataPaths(config_.keep_apart_from(), root);
  LayOutMixture();
  FindCount();
}

void DatasetBuilder::FindCount() {
  count_ = config_.count();
  if (config_.go_on()) {
    for (uint32_t s = 0; s < sources_.size() && !endless_; ++s) {
      if (!sources_[s]->size()) endless_ = s;
    }
    if (!endless_)
      throw Error(Code::kInvalidArgument, "go_on needs a source without an end, such as source { world { ... } }");
    return;
  }
  // A mixture of finite sources ends with the first that is used up: where its examples are its share of all, or
  // sooner, where the order of the slots would ask it for more than it has.
  for (uint32_t s = 0; s < sources_.size(); ++s) {
    const auto size = sources_[s]->size();
    if (!size) continue;
    const uint64_t share = *size * slots_.size() / positions_[s].size();
    count_ = std::min({count_, share, IndexOf(s, *size)});
  }
}

uint64_t DatasetBuilder::NumberOf(uint64_t index) const {
  const Slot slot = slots_[index % slots_.size()];
  return index / slots_.size() * positions_[slot.source].size() + slot.rank;
}

uint64_t DatasetBuilder::IndexOf(uint32_t source, uint64_t number) const {
  const std::vector<uint32_t>& positions = positions_[source];
  return number / positions.size() * slots_.size() + positions[number % positions.size()];
}

void DatasetBuilder::AddQuestions(const Path& path, EvaluationOverlap& evaluation) const {
  if (path.extension() != ".txtpb") {
    evaluation.AddExamples(path);
    return;
  }
  DatasetConfig config;
  LoadConfig(path, config);
  DatasetBuilder(config, path.parent_path()).AddOwnQuestions(evaluation);
}

void DatasetBuilder::AddOwnQuestions(EvaluationOverlap& evaluation) const {
  for (uint32_t s = 0; s < sources_.size(); ++s) {
    const uint64_t count = std::min<uint64_t>(sources_[s]->size().value_or(config_.count()), config_.count());
    const uint64_t seed = SeedOf(config_, s);
    for (uint64_t i = 0; i < count; ++i) evaluation.AddQuestion(sources_[s]->Make(seed, i).question());
  }
  if (!endless_) return;
  // In the slots of a source that is used up the endless one draws by the seed of that source.
  for (uint64_t index = 0; index < count_; ++index) {
    const uint32_t source = slots_[index % slots_.size()].source;
    if (SourceFor(source, NumberOf(index)) != source) evaluation.AddQuestion(Make(index).question());
  }
}

EvaluationOverlap DatasetBuilder::EvaluationOf(const BuildOptions& options, uint64_t fingerprint) const {
  EvaluationOverlap evaluation;
  if (evaluation_.empty()) return evaluation;
  const Path file = options.out / "evaluation.runs";
  if (evaluation.Load(file, fingerprint)) return evaluation;
  for (const Path& path : evaluation_) AddQuestions(path, evaluation);
  evaluation.Save(file, fingerprint);
  return evaluation;
}

uint32_t DatasetBuilder::SourceFor(uint32_t source, uint64_t number) const {
  const auto size = sources_[source]->size();
  return endless_ && size && (number | 1) >= *size ? *endless_ : source;  // pairs stay together
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
  return config_.name() + "-" + std::to_string(config_.seed()) + "-" + std::to_string(index);
}

v1::Example DatasetBuilder::Make(uint64_t index) const {
  const uint32_t source = slots_[index % slots_.size()].source;
  const uint64_t number = NumberOf(index);
  v1::Example example = sources_[SourceFor(source, number)]->Make(SeedOf(config_, source), number);
  example.set_id(IdOf(index));
  example.set_split(config_.split());
  if (!example.twin_of().empty()) example.set_twin_of(IdOf(IndexOf(source, std::stoull(example.twin_of()))));
  return example;
}

DatasetBuilder::Chunk DatasetBuilder::MakeChunk(uint64_t chunk, const EvaluationOverlap& evaluation) const {
  Chunk out;
  DuplicateIndex seen(DuplicateIndex::kThreshold, kChunk);
  std::vector<v1::Example> examples;
  std::unordered_set<std::string> dropped;
  const uint64_t end = std::min(count_, (chunk + 1) * kChunk);
  for (uint64_t index = chunk * kChunk; index < end; ++index) {
    v1::Example& example = examples.emplace_back(Make(index));
    const bool overlaps = !evaluation.empty() && evaluation.ShareOf(example) > config_.max_overlap();
    const bool repeats =
        !overlaps && config_.drop_duplicates() && seen.Add(MinHashOf(example)) != DuplicateIndex::Match::kNone;
    out.counts.overlapping += overlaps;
    out.counts.duplicates += repeats;
    if (overlaps || repeats) dropped.insert(example.id());
  }
  // Both halves of a pair of twins lie in one chunk.
  const size_t for_themselves = dropped.size();
  for (const v1::Example& example : examples) {
    if (!example.twin_of().empty() && dropped.count(example.id())) dropped.insert(example.twin_of());
    if (dropped.count(example.twin_of())) dropped.insert(example.id());
  }
  out.counts.twins = dropped.size() - for_themselves;
  for (const v1::Example& example : examples) {
    if (dropped.count(example.id())) continue;
    AppendExampleJson(example, out.text);
    ++out.counts.examples;
  }
  out.counts.bytes = out.text.size();
  return out;
}

std::map<std::string, std::map<std::string, uint64_t>> DatasetBuilder::LeftOut() const {
  std::map<std::string, std::map<std::string, uint64_t>> left_out;
  for (const auto& source : sources_) {
    for (const auto& [reason, count] : source->left_out()) left_out[source->name()][reason] += count;
  }
  return left_out;
}

BuildResult DatasetBuilder::Build(const BuildOptions& options, const std::function<void(uint64_t)>& progress) const {
  CheckPart("shard", options.shard, options.shards);
  CreateDirectories(options.out);
  BuildResult result;
  result.file = options.out / FileName(config_.split(), options);
  const uint64_t fingerprint = FingerprintOf(config_, root_);
  ShardOutput output(result.file, SplitMix64(fingerprint ^ SplitMix64(options.shards)), options.fresh,
                     options.checkpoint_bytes);
  result.kept = output.counts().examples;
  result.replaced = output.replaces();
  const EvaluationOverlap evaluation = output.complete() ? EvaluationOverlap() : EvaluationOf(options, fingerprint);
  const size_t threads = options.threads > 0 ? options.threads : HardwareThreads();
  const uint64_t all_chunks = (count_ + kChunk - 1) / kChunk;
  const uint64_t end = all_chunks * (options.shard + 1) / options.shards;
  // Waves keep memory bounded and the order of the file fixed.
  const uint64_t wave = threads * 8;
  for (uint64_t begin = all_chunks * options.shard / options.shards + output.blocks();
       begin < end && !output.complete(); begin += wave) {
    std::vector<Chunk> made(std::min(wave, end - begin));
    ParallelFor(made.size(), threads, [&](size_t i) { made[i] = MakeChunk(begin + i, evaluation); });
    for (const Chunk& chunk : made) output.Add(chunk.text, 1, chunk.counts);
    if (progress) progress(output.counts().examples);
  }
  if (!output.complete()) output.Finish({.left_out = LeftOut()});
  static_cast<BuildCounts&>(result) = output.counts();
  return result;
}

}  // namespace lethe

#include "services/bench/scale_bench.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "services/bench/bench_store.h"

namespace lethe {
namespace {

constexpr double kTail = 1.5;                // exponent of the Pareto distribution of facts a subject
constexpr uint64_t kMostFacts = 10'000'000;  // of one subject
constexpr uint64_t kSegmentRows = 8192;
constexpr double kSigmasOfP99 = 2.326;  // of a normal distribution
constexpr double kSecondsAnHour = 3600;

void Check(const ScaleOptions& options) {
  if (options.facts == 0 || options.facts_per_shard == 0 || options.searches == 0 || options.facts_per_subject < 1)
    throw Error(Code::kInvalidArgument,
                "bench scale: facts, facts per shard, facts per subject and searches start at 1");
}

// Subjects, each with all its facts on the shard of its hash.
void DrawSubjects(const ScaleOptions& options, ScaleResult& result) {
  // A Pareto distribution from `least` on has the mean least * tail / (tail - 1).
  const double least = options.facts_per_subject * (kTail - 1) / kTail;
  std::vector<uint64_t> shards(result.shards, 0);
  Random random(1);
  for (uint64_t left = options.facts; left > 0;) {
    const double drawn = least * std::pow(1 - random.Uniform(), -1 / kTail);
    const auto facts = std::min({static_cast<uint64_t>(std::clamp(std::round(drawn), 1.0, 1e18)), kMostFacts, left});
    shards[SplitMix64(result.subjects++) % result.shards] += facts;
    result.largest_subject = std::max(result.largest_subject, facts);
    left -= facts;
  }
  const double mean = static_cast<double>(options.facts) / static_cast<double>(result.shards);
  result.largest_shard = static_cast<double>(*std::max_element(shards.begin(), shards.end())) / mean;
}

// The answers of a shard are spread log-normally around their median.
double DrawTime(Random& random, double median_ms, const ScaleConstants& constants) {
  return median_ms * std::exp(random.Normal() * std::log(constants.p99_of_median) / kSigmasOfP99);
}

void DrawSearches(const ScaleOptions& options, ScaleResult& result) {
  const ScaleConstants& c = options.constants;
  std::vector<double> lookups, searches, single;
  Random random(2);
  for (uint32_t i = 0; i < options.searches; ++i) {
    lookups.push_back(DrawTime(random, c.lookup_ms, c) + c.network_ms);
    double slowest = 0;
    for (uint64_t shard = 0; shard < result.shards; ++shard) {
      const double ms = DrawTime(random, c.search_ms, c) + c.network_ms;
      if (shard == 0) single.push_back(ms);
      slowest = std::max(slowest, ms);
    }
    searches.push_back(slowest);
  }
  result.lookup_p50_ms = Percentile(lookups, 0.5);
  result.lookup_p99_ms = Percentile(lookups, 0.99);
  result.search_p50_ms = Percentile(searches, 0.5);
  result.search_p99_ms = Percentile(searches, 0.99);
  result.one_shard_p99_ms = Percentile(single, 0.99);
}

}  // namespace

ScaleConstants MeasuredScaleConstants() {
  ScaleConstants c;
  c.facts_bytes = 354;
  c.postings_bytes = 139;
  c.vector_bytes = 1212;
  c.index_bytes = 1371;
  c.import_facts_per_s = 3800;
  c.index_rows_per_s = 234;
  c.lookup_ms = 0.23;
  c.search_ms = 41;
  c.p99_of_median = 1.9;
  c.network_ms = 0.5;
  return c;
}

ScaleResult SimulateScale(const ScaleOptions& options) {
  Check(options);
  const ScaleConstants& c = options.constants;
  ScaleResult result;
  result.shards = (options.facts + options.facts_per_shard - 1) / options.facts_per_shard;
  DrawSubjects(options, result);
  DrawSearches(options, result);
  const auto facts = static_cast<double>(options.facts);
  const double shard_facts = facts / static_cast<double>(result.shards);
  const double bytes = c.facts_bytes + c.postings_bytes + c.vector_bytes + c.index_bytes;
  result.total_tb = facts * bytes * (1 + options.replicas) / 1e12;
  result.shard_gb = shard_facts * bytes / 1e9;
  result.shard_memory_gb = shard_facts * (c.vector_bytes + c.index_bytes) / 1e9;
  result.segments_importing = (options.facts + kSegmentRows - 1) / kSegmentRows;
  result.segments_compacted = result.shards;
  result.import_hours_one = facts / c.import_facts_per_s / kSecondsAnHour;
  result.import_hours = shard_facts * result.largest_shard / c.import_facts_per_s / kSecondsAnHour;
  result.index_hours = shard_facts * result.largest_shard / c.index_rows_per_s / kSecondsAnHour;
  return result;
}

}  // namespace lethe

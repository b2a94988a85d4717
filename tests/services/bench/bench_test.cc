// The benches on small stores: that they measure what they say; never how fast.
#include <gmock/gmock.h>

#include <set>

#include "retriever/fact.h"
#include "services/bench/bench_facts.h"
#include "services/bench/bench_store.h"
#include "services/bench/ingest_bench.h"
#include "services/bench/rpc_bench.h"
#include "services/bench/scale_bench.h"
#include "services/bench/search_bench.h"
#include "services/bench/swap_bench.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

using BenchTest = testing::TempDir;

TEST_F(BenchTest, FactsAreTheSameEverywhereAndAllDifferent) {
  EXPECT_EQ(BenchFact(5).SerializeAsString(), BenchFact(5).SerializeAsString());
  std::set<std::string> ids;
  for (const v1::Fact& fact : BenchFacts(0, 2000)) {
    CheckFact(fact, 1000);
    ids.insert(ContentId(fact));
  }
  EXPECT_GT(ids.size(), 1990u);
  EXPECT_EQ(BenchFact(8).subject(), BenchFact(11).subject());
  EXPECT_NE(BenchQuestion(8).find(BenchFact(8).subject()), std::string::npos);
  EXPECT_NE(BenchQuestion(8).find(BenchFact(8).relation()), std::string::npos);
}

TEST_F(BenchTest, PercentilesAreOfTheSortedNumbers) {
  EXPECT_EQ(Percentile({}, 0.5), 0);
  EXPECT_EQ(Percentile({3, 1, 2}, 0.5), 2);
  EXPECT_EQ(Percentile({3, 1, 2}, 1.0), 3);
  EXPECT_EQ(Percentile({5}, 0.99), 5);
}

TEST_F(BenchTest, SearchMeasuresStoreAndPeerOnTheSameIndex) {
  for (const char* index : {"", "IVF16,Flat", "HNSW16"}) {
    SearchBenchOptions options;
    options.facts = 1200;
    options.dimension = 64;
    options.queries = 60;
    options.index = index;
    options.folder = dir();
    const SearchBenchResult result = RunSearchBench(options);
    EXPECT_GT(result.facts, 1190u);
    EXPECT_EQ(result.index, *index == '\0' ? "Flat" : index);
    EXPECT_GT(result.p50_us, 0);
    EXPECT_GE(result.p99_us, result.p50_us);
    EXPECT_GT(result.peer_p50_us, 0);
    EXPECT_GT(result.fetch_us, 0);
    EXPECT_GT(result.full_p50_us, 0);
    EXPECT_GE(result.recall_at_10, 0.9) << index;
    EXPECT_GE(result.peer_recall_at_10, 0.9) << index;
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir()));
}

TEST_F(BenchTest, IngestCountsWhatAFactTakes) {
  IngestBenchOptions options;
  options.facts = 3000;
  options.dimension = 64;
  options.folder = dir();
  const IngestBenchResult result = RunIngestBench(options);
  EXPECT_GT(result.facts, 2980u);
  EXPECT_GT(result.facts_per_s, 0);
  EXPECT_GT(result.disk_bytes_per_fact, 50);
  EXPECT_EQ(result.vector_bytes_per_fact, 256);
  EXPECT_GT(result.peak_rss_mb, 1);
  EXPECT_GT(result.open_ms, 0);
}

TEST_F(BenchTest, SwapsFailNoRequestAndMixNoVersions) {
  SwapBenchOptions options;
  options.facts = 300;
  options.swaps = 10;
  options.clients = 4;
  options.seconds = 0.6;
  options.folder = dir();
  const SwapBenchResult result = RunSwapBench(options);
  EXPECT_EQ(result.swaps, 10u);
  EXPECT_GT(result.requests, 20u);
  EXPECT_EQ(result.failed, 0u);
  EXPECT_EQ(result.mixed_version, 0u);
  EXPECT_GT(result.swap_p99_ms, 0);
  EXPECT_GE(result.swap_p99_ms, result.swap_p50_ms);
  EXPECT_GT(result.load_ms, 0);
}

TEST_F(BenchTest, CallersOverRpcFailNoRequest) {
  RpcBenchOptions options;
  options.facts = 300;
  options.queries = 30;
  options.clients = 8;
  options.seconds = 0.3;
  options.folder = dir();
  const RpcBenchResult result = RunRpcBench(options);
  EXPECT_GT(result.search_p50_us, 0);
  EXPECT_GT(result.echo_p50_us, 0);
  EXPECT_GT(result.rpc_p50_us, result.search_p50_us);
  EXPECT_GE(result.requests, 8u);
  EXPECT_EQ(result.failed, 0u);
  EXPECT_GE(result.busy_p99_us, result.busy_p50_us);
}

TEST_F(BenchTest, NothingToMeasureIsSaid) {
  EXPECT_THAT([] { RunRpcBench({.clients = 0}); }, ThrowsCode(Code::kInvalidArgument, "--clients"));
  EXPECT_THAT([] { RunSearchBench({.facts = 0}); }, ThrowsCode(Code::kInvalidArgument, "--facts"));
  EXPECT_THAT([] { RunIngestBench({.facts = 0}); }, ThrowsCode(Code::kInvalidArgument, "--facts"));
  EXPECT_THAT([] { RunSwapBench({.swaps = 0}); }, ThrowsCode(Code::kInvalidArgument, "--swaps"));
}

TEST_F(BenchTest, AScaleIsDrawnTheSameEachTime) {
  ScaleOptions options;
  options.facts = 1'000'000;
  options.facts_per_shard = 100'000;
  options.searches = 2000;
  const ScaleResult once = SimulateScale(options), again = SimulateScale(options);
  EXPECT_EQ(once.subjects, again.subjects);
  EXPECT_EQ(once.search_p99_ms, again.search_p99_ms);
  EXPECT_EQ(once.shards, 10u);
  EXPECT_GE(once.largest_shard, 1);
  EXPECT_LT(once.largest_shard, 3);
  // The mean number of facts a subject is what was asked for, as far as a heavy tail lets it.
  EXPECT_NEAR(static_cast<double>(options.facts) / static_cast<double>(once.subjects), options.facts_per_subject, 2);
  // All shards are asked and the slowest counts, so the median of ten lies near the 93rd percentile of one.
  EXPECT_GT(once.search_p50_ms, options.constants.search_ms + options.constants.network_ms);
  EXPECT_GT(once.search_p99_ms, once.one_shard_p99_ms);
  EXPECT_NEAR(once.import_hours_one / once.import_hours, 10 / once.largest_shard, 0.01);
  options.replicas = 3;
  EXPECT_DOUBLE_EQ(SimulateScale(options).total_tb, 2 * once.total_tb);
  options.facts_per_shard = 0;
  EXPECT_THAT([&] { SimulateScale(options); }, ThrowsCode(Code::kInvalidArgument, "facts per shard"));
  EXPECT_THAT([&] { MeasureScale(dir() / "folder", 10); }, ThrowsCode(Code::kFailedPrecondition, "PostgreSQL"));
}

}  // namespace
}  // namespace lethe

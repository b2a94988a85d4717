#include "services/bench/ingest_bench.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "retriever/stores/store_copy.h"
#include "services/bench/bench_facts.h"

namespace lethe {
namespace {

// Second number of /proc/self/statm, in pages.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

// The kernel counts in KiB.
double PeakMegabytes() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

}  // namespace

IngestBenchResult RunIngestBench(const IngestBenchOptions& options) {
  if (options.facts == 0) throw Error(Code::kInvalidArgument, "--facts must be at least 1");
  const TemporaryFolder folder(options.folder);
  const Path store = folder.path() / "store";
  StoreConfig config;
  config.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(options.dimension);
  IngestBenchResult result;
  {
    const auto base = KnowledgeBase::Open(store, config, OpenMode::kCreate);
    result.facts_per_s = static_cast<double>(options.facts) / FillStore(*base, options.facts, options.progress);
    result.facts = base->Pin()->facts();
  }
  const auto facts = static_cast<double>(std::max<uint64_t>(result.facts, 1));
  result.disk_bytes_per_fact = static_cast<double>(BytesUnder(store)) / facts;
  result.vector_bytes_per_fact = static_cast<double>(options.dimension) * sizeof(float);
  result.peak_rss_mb = PeakMegabytes();
  const double before = ResidentBytes();
  const Stopwatch watch;
  const auto base = KnowledgeBase::Open(store, {}, OpenMode::kRead);
  result.open_ms = watch.Milliseconds();
  base->Pin()->Search(BenchQuestion(0), 10);
  result.memory_bytes_per_fact = std::max(0.0, ResidentBytes() - before) / facts;
  return result;
}

}  // namespace lethe

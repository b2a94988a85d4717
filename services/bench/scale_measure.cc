// MeasureScale: the constants of a simulation, from a store that is small enough to be made.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/stopwatch.h"
#include "retriever/knowledge_base.h"
#include "retriever/stores/postgres/pg_schema.h"
#include "retriever/stores/store_url.h"
#include "services/bench/bench_facts.h"
#include "services/bench/scale_bench.h"

namespace lethe {
namespace {

constexpr size_t kLookups = 1000, kSearches = 200;
constexpr const char* kIndex = "HNSW16";

// Seconds that the step of a compaction took, by the beginnings that it tells.
class StepClock {
 public:
  explicit StepClock(std::string step) : step_(std::move(step)) {}
  void Tell(const std::string& step) {
    if (running_) seconds_ += watch_.Seconds();
    running_ = step.starts_with(step_);
    watch_.Restart();
  }
  double seconds() const { return seconds_; }

 private:
  std::string step_;
  Stopwatch watch_;
  bool running_ = false;
  double seconds_ = 0;
};

std::unique_ptr<KnowledgeBase> OpenEmpty(const Path& place) {
  if (!IsStoreUrl(place))
    throw Error(Code::kFailedPrecondition, StrCat(place.string(), ": bench scale measures a store in PostgreSQL"));
  auto base = KnowledgeBase::Open(place, {}, OpenMode::kCreate);
  if (base->Pin()->version() == 0) return base;
  throw Error(Code::kFailedPrecondition, StrCat(ShownPlace(place), ": holds facts; name a new ?schema="));
}

// Milliseconds of asking for facts all over the store.
std::vector<double> Time(size_t count, uint64_t facts, const std::function<void(uint64_t)>& ask) {
  std::vector<double> times;
  for (size_t i = 0; i < count; ++i) {
    const Stopwatch watch;
    ask(i * 7919 % facts);
    times.push_back(watch.Milliseconds());
  }
  return times;
}

void TimeReads(const StoreView& view, uint64_t facts, ScaleConstants& constants) {
  view.Search(BenchQuestion(0), 10);  // what is read once for all
  const std::vector<double> lookups = Time(kLookups, facts, [&view](uint64_t number) {
    const v1::Fact fact = BenchFact(number);
    view.Lookup(fact.subject(), fact.relation());
  });
  const std::vector<double> searches =
      Time(kSearches, facts, [&view](uint64_t number) { view.Search(BenchQuestion(number), 10); });
  constants.lookup_ms = Percentile(lookups, 0.5);
  constants.search_ms = Percentile(searches, 0.5);
  constants.p99_of_median = Percentile(searches, 0.99) / constants.search_ms;
}

}  // namespace

ScaleConstants MeasureScale(const Path& place, uint64_t facts, const BenchProgress& progress) {
  ScaleConstants constants = MeasuredScaleConstants();
  const auto base = OpenEmpty(place);
  constants.import_facts_per_s = static_cast<double>(facts) / FillStore(*base, facts, progress);
  CompactOptions options = base->DefaultCompaction();
  options.index.set_factory(kIndex);
  StepClock indexing("making the index");
  options.progress = [&indexing](const std::string& step, double) { indexing.Tell(step); };
  base->Compact(options);
  const auto view = base->Pin();
  TimeReads(*view, facts, constants);
  PgPool pool(ParsePostgresUrl(place), true);
  std::map<std::string, uint64_t> bytes = PgBytesByTable(pool);
  const auto each = [&](uint64_t all) { return static_cast<double>(all) / static_cast<double>(view->facts()); };
  constants.facts_bytes = each(bytes["facts"] + bytes["aliases"]);
  constants.postings_bytes = each(bytes["postings"]);
  if (!bytes.contains("vectors_hnsw")) return constants;
  constants.vector_bytes = each(bytes["vectors"]);
  constants.index_bytes = each(bytes["vectors_hnsw"]);
  constants.index_rows_per_s = static_cast<double>(view->facts()) / indexing.seconds();
  return constants;
}

}  // namespace lethe

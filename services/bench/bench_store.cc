#include "services/bench/bench_store.h"

#include <algorithm>

#include "base/stopwatch.h"
#include "retriever/bulk_writer.h"
#include "services/bench/bench_facts.h"

namespace lethe {
namespace {

constexpr uint64_t kBatchFacts = 8192;

}  // namespace

double FillStore(KnowledgeBase& base, uint64_t facts, const BenchProgress& progress,
                 const std::function<void(v1::Fact&)>& change) {
  const Stopwatch watch;
  BulkWriter writer(base);
  for (uint64_t begin = 0; begin < facts; begin += kBatchFacts) {
    std::vector<v1::Fact> batch = BenchFacts(begin, std::min(begin + kBatchFacts, facts));
    if (change) std::for_each(batch.begin(), batch.end(), change);
    writer.Put(std::move(batch));
    if (progress) progress(begin, facts);
  }
  writer.Finish();
  return watch.Seconds();
}

double Percentile(std::vector<double> numbers, double share) {
  if (numbers.empty()) return 0;
  const auto at = static_cast<size_t>(share * static_cast<double>(numbers.size() - 1) + 0.5);
  std::nth_element(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(at), numbers.end());
  return numbers[at];
}

}  // namespace lethe

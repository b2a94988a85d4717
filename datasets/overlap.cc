#include "datasets/overlap.h"

#include <algorithm>
#include <vector>

#include "datasets/example_json.h"
#include "datasets/minhash.h"

namespace lethe {

void EvaluationOverlap::AddExamples(const Path& path) {
  ForEachExample(path, [&](const v1::Example& example, const std::string&) { AddQuestion(example.question()); });
}

void EvaluationOverlap::AddQuestion(std::string_view question) {
  for (const uint64_t run : WordRuns(question, kRun)) runs_.Add(run);
}

double EvaluationOverlap::ShareOf(const v1::Example& example) const {
  if (runs_.empty()) return 0;
  const std::vector<uint64_t> runs = WordRuns(example.question(), kRun);
  if (runs.empty()) return 0;
  const auto shared = std::count_if(runs.begin(), runs.end(), [&](uint64_t run) { return runs_.Has(run); });
  return static_cast<double>(shared) / static_cast<double>(runs.size());
}

}  // namespace lethe

#include "datasets/sources/multi_hop.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "datasets/derivation_check.h"
#include "datasets/readers/reader.h"
#include "datasets/sources/affine_walk.h"
#include "datasets/sources/evidence_steps.h"

namespace lethe {

MultiHop::MultiHop(const MultiHopConfig& config, const Path& root) : config_(config) {
  if (config.file_size() == 0)
    throw Error(Code::kInvalidArgument, "multi_hop.file names no file; give for example 2wiki_train500.jsonl.zst");
  for (const std::string& file : config.file()) ReadFile(ResolveDataPath(file, root));
  for (const auto& [reason, count] : left_out_) LogInfo("left out ", count, " questions: ", reason);
  if (examples_.empty())
    throw Error(Code::kInvalidArgument, "the files hold no question whose evidence can be followed");
}

void MultiHop::ReadFile(const Path& file) {
  ReadOptions options;
  options.skip_bad = config_.skip_bad() - std::min<uint64_t>(skipped_, config_.skip_bad());
  Reader reader("multihop", file, options);
  for (Record record; reader.Next(record);) Take(record);
  for (const std::string& reason : reader.stats().reasons) LogWarning("left out: ", reason);
  skipped_ += reader.stats().skipped;
}

void MultiHop::Take(const Record& record) {
  const auto& types = config_.type();
  if (!types.empty() && std::find(types.begin(), types.end(), record.type) == types.end()) {
    ++left_out_["of another type"];
    return;
  }
  v1::Example example;
  std::string problem = MakeEvidenceExample(record, config_.distractors(), example);
  if (problem.empty() && !CheckDerivable(example).empty()) problem = "not derivable";
  if (problem.empty() && !CheckNeeded(example).empty()) problem = "not needed";
  if (problem.empty() && !CheckMinimal(example).empty()) problem = "not minimal";
  if (!problem.empty()) {
    ++left_out_[problem];
    return;
  }
  example.set_task(config_.task() + "/" + (record.type.empty() ? "chain" : record.type));
  example.set_source(config_.task());
  examples_.push_back(std::move(example));
}

v1::Example MultiHop::Make(uint64_t seed, uint64_t number) const {
  LETHE_CHECK(number < examples_.size(), "question ", number, " of ", examples_.size());
  v1::Example example = examples_[AffineWalk(seed, number, examples_.size())];
  Random random = Random(seed).Fork(number);
  for (int i = example.context_size(); i > 1; --i)
    example.mutable_context()->SwapElements(i - 1, static_cast<int>(random.Below(static_cast<uint64_t>(i))));
  return example;
}

}  // namespace lethe

// Problems of public reasoning sets as examples with derivations in the grammar; one row a format in the table of
// records.cc.
//
// Promise: every example passes the checks of datasets/derivation_check.h, and keeps what its own checks promise.
// Records that do not are left out and counted by reason. The order depends on the seed, of the facts in each example
// too. Errors: kInvalidArgument for a format that is not in the table, and for files without a usable record; those of
// Reader. Threads: const use from any thread. Cost: memory for all examples.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "datasets/sources/example_source.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {

struct RecordFormat {
  std::string_view name;
  std::string_view reader;
  StepMaker make;
  size_t (*count)(const Record& record) = nullptr;  // examples of a record; none: one
  bool borrows = false;  // its records hold needed facts only: distractors come from other records
  // Second part of the task's name; none: there is only the first.
  std::string (*type)(const Record& record, const v1::Example& example) = nullptr;
};
const std::vector<RecordFormat>& RecordFormats();

class Records : public ExampleSource {
 public:
  Records(const RecordsConfig& config, const Path& root);
  // 2WikiMultihopQA, HotpotQA, MuSiQue.
  Records(const MultiHopConfig& config, const Path& root);

  std::optional<uint64_t> size() const override { return examples_.size(); }
  v1::Example Make(uint64_t seed, uint64_t number) const override;

  std::string name() const override { return config_.task(); }
  std::map<std::string, uint64_t> left_out() const override { return left_out_; }

 private:
  void ReadAll(const Path& root);
  void ReadFile(const Path& file);
  void Take(const Record& record);
  void Borrow(v1::Example& example, Random& random) const;

  RecordsConfig config_;
  std::vector<std::string> types_;  // of records; empty: all
  const RecordFormat& format_;
  std::vector<v1::Example> examples_;
  std::map<std::string, uint64_t> left_out_;
};

}  // namespace lethe

// Questions over several passages as examples: each evidence triple is a look-up in a sentence that states it, and
// where the question compares, one derived step compares what was looked up (2WikiMultihopQA).
//
// A sentence that does not name its article's subject is given with the title in front, so that it says whom it is
// about. A value is copied as the sentence spells it. Questions whose derivation does not pass the checks of
// datasets/derivation_check.h are left out and counted by reason.
// Errors: those of Reader. Threads: const use from any thread.
// Cost: memory for the sentences of all questions that are used.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/readers/record.h"
#include "datasets/sources/example_source.h"

namespace lethe {

class MultiHop : public ExampleSource {
 public:
  MultiHop(const MultiHopConfig& config, const Path& root);

  std::optional<uint64_t> size() const override { return examples_.size(); }
  // The questions in an order that depends on the seed; the facts of each too.
  v1::Example Make(uint64_t seed, uint64_t number) const override;

  const std::map<std::string, size_t>& left_out() const { return left_out_; }  // by reason
  size_t skipped() const { return skipped_; }                                  // malformed ones

 private:
  void ReadFile(const Path& file);
  void Take(const Record& record);

  MultiHopConfig config_;
  std::vector<v1::Example> examples_;
  std::map<std::string, size_t> left_out_;
  size_t skipped_ = 0;
};

}  // namespace lethe

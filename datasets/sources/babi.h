// bAbI tasks 1-20: stories as numbered sentences, questions that name the sentences that support their answer.
//
// Each question becomes one example: the sentences before it, each with its line in front, are the facts; the
// derivation quotes the supporting ones and concludes the answer where the last does not hold it. Errors:
// kInvalidArgument naming file, line and what is wrong with it. Source: Weston et al. 2015, "Towards AI-Complete
// Question Answering", https://arxiv.org/abs/1502.05698 Threads: const use from any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/readers/record.h"
#include "datasets/sources/example_source.h"

namespace lethe {

class Babi : public ExampleSource {
 public:
  Babi(const BabiConfig& config, const Path& root);

  std::optional<uint64_t> size() const override { return questions_.size(); }
  // The questions in an order that depends on the seed.
  v1::Example Make(uint64_t seed, uint64_t number) const override;

  std::string name() const override { return "babi"; }
  std::map<std::string, uint64_t> left_out() const override { return left_out_; }

 private:
  struct Question {
    uint32_t task = 0;            // index into tasks_
    uint32_t begin = 0, end = 0;  // sentences of the story so far
    std::string question, answer;
    std::vector<uint32_t> support;  // indices into sentences_
  };

  void ReadFile(const Path& file, size_t max_facts);
  void Take(const Record& record, size_t max_facts);

  std::vector<std::string> tasks_;      // "qa1"
  std::vector<std::string> sentences_;  // all stories, end to end
  std::vector<Question> questions_;
  std::map<std::string, uint64_t> left_out_;
  uint64_t skip_bad_;
  size_t story_begin_ = 0;  // index into sentences_, while reading
};

}  // namespace lethe

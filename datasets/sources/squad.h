// Reading comprehension as examples: sentences are the facts, one quoting step copies the answer from the sentence it
// cites.
//
// Unanswerable are the questions that SQuAD v2 has, and a share of the others whose sentences with the answer are taken
// away; their derivation asks the store ("title | question") and gives up.
// Errors: those of Reader. Threads: const use from any thread.
// Cost: memory for the texts of all questions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/readers/record.h"
#include "datasets/sources/example_source.h"

namespace lethe {

class Squad : public ExampleSource {
 public:
  Squad(const SquadConfig& config, const Path& root);

  std::optional<uint64_t> size() const override { return questions_.size(); }
  // The questions in an order that depends on the seed.
  v1::Example Make(uint64_t seed, uint64_t number) const override;

  std::string name() const override { return config_.task(); }
  std::map<std::string, uint64_t> left_out() const override { return left_out_; }

 private:
  struct Paragraph {
    std::string title, text;
    std::vector<std::pair<uint32_t, uint32_t>> sentences;  // bytes of text
  };
  struct Question {
    uint32_t paragraph;
    std::string text;
    std::string answer;  // empty where there is none
    std::vector<std::string> aliases;
    uint32_t begin = 0, end = 0;  // bytes of the paragraph
  };

  void ReadFile(const Path& file);
  void Take(const Record& record);
  std::string WhyNot(const Record& record, const std::string& answer) const;
  std::vector<std::pair<uint32_t, uint32_t>> FactsFor(const Question& question) const;
  void MakeAnswerable(const Question& question, v1::Example& example) const;
  void MakeUnanswerable(const Question& question, v1::Example& example) const;
  void AddFacts(const Paragraph& paragraph, const std::vector<std::pair<uint32_t, uint32_t>>& facts,
                v1::Example& example) const;

  SquadConfig config_;
  std::vector<Paragraph> paragraphs_;
  std::vector<Question> questions_;
  std::map<std::string, uint64_t> left_out_;
};

}  // namespace lethe

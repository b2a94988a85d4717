// Questions of one and two hops over the facts of a file, with facts of the same file as distractors.
//
// A fact counts as a question when its relation has wordings. Two hops are joined where an object is another fact's
// subject. Errors: kInvalidArgument naming file and line; when no fact has a relation with wordings. Threads: const use
// from any thread.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "datasets/sources/example_source.h"
#include "datasets/wordings.h"

namespace lethe {

class FactQuestions : public ExampleSource {
 public:
  FactQuestions(const FactQuestionsConfig& config, const Path& root);

  std::optional<uint64_t> size() const override { return questions_.size(); }
  // The questions in an order that depends on the seed.
  v1::Example Make(uint64_t seed, uint64_t number) const override;

 private:
  struct Fact {
    std::string subject, relation, object;
    const Relation* known = nullptr;
  };
  static constexpr uint32_t kNone = ~0u;
  struct Question {
    uint32_t first, second;  // second is kNone for one hop
  };

  void ReadFacts(const Path& file);
  void JoinQuestions(uint32_t max_hops);
  std::vector<uint32_t> PickDistractors(const Question& question, Random& random) const;
  bool Disturbs(const Fact& fact, const Question& question) const;
  std::string Ask(const Question& question, Random& random) const;

  FactQuestionsConfig config_;
  Wordings wordings_;
  std::vector<Fact> facts_;
  std::unordered_map<std::string, std::vector<uint32_t>> by_subject_, by_relation_;
  std::vector<Question> questions_;
};

}  // namespace lethe

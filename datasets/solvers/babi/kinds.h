// What individuals are, what their kind fears (deduction), and what colour they have if they are like the rest of
// their kind (induction).
#pragma once

#include <string>
#include <vector>

#include "datasets/solvers/babi/topic.h"

namespace lethe::babi {

class Kinds : public Topic {
 public:
  bool Tell(const Sentence& sentence) override;
  std::optional<Answer> Ask(const Sentence& question) const override;

 private:
  struct Statement {
    std::string subject, value;  // keys
  };
  using Statements = std::vector<Statement>;

  // Values told of the subject, the latest first, each once.
  static std::vector<std::string> Find(const Statements& statements, const std::string& subject);

  std::optional<Answer> Fear(const std::string& name) const;
  std::optional<Answer> Colour(const std::string& name) const;

  Statements kinds_;    // individual -> kind
  Statements fears_;    // kind -> kind
  Statements colours_;  // individual -> colour
};

// "wolves" -> "wolf"; words that do not change come back as they are.
std::string Singular(const std::string& word);

}  // namespace lethe::babi

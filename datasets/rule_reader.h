// Reads the sentences of rule worlds back into facts and rules, by the wordings of the rule book alone, and does an
// example's reasoning again. It knows nothing of how the example was made.
//
// Threads: const use from any thread. Cost: some 100 microseconds an example.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/rule_language.h"
#include "datasets/solvers/horn_rules.h"
#include "proto/example.pb.h"

namespace lethe {

class RuleReader {
 public:
  explicit RuleReader(const Path& book);

  enum class Kind { kNothing, kFacts, kRule, kClosedNote };
  // Adds what the sentence says to the theory.
  Kind Read(const std::string& sentence, Theory& theory) const;
  std::optional<Literal> ReadStatement(std::string_view text) const;

  // Every sentence is understood, every step follows from what it cites by the rule that it cites, and the answer is
  // what all facts and rules together give. "" when all is well.
  std::string Check(const v1::Example& example) const;
  // The same of any example that promises nothing else; nullopt where it looks values up. Of one that holds other
  // sentences too, no rule at all, or that answers "true" and "false", the steps are checked that are understood, and
  // the answer is held against the last one: nullopt when nothing is wrong, and a step or the question not understood.
  std::optional<std::string> CheckIfRules(const v1::Example& example) const;

 private:
  std::optional<std::vector<Literal>> ReadSaid(std::string_view text, const std::string& subject) const;
  std::optional<Literal> ReadPhrase(std::string_view text, const std::string& subject) const;
  std::optional<std::vector<Literal>> ReadStatements(std::string_view text) const;
  bool ReadRule(const std::string& sentence, Theory& theory) const;
  bool IsVerb(std::string_view word) const;
  std::string NameAt(std::string_view text) const;
  std::optional<Literal> ReadQuestion(const std::string& question) const;
  std::optional<Literal> ReadAsked(const std::string& question, const std::vector<std::string>& names) const;
  std::string CheckSteps(const v1::Example& example, bool closed, bool all) const;
  std::string CheckAnswer(const v1::Example& example, const Conclusions& all, const Theory& theory) const;
  // Whether the last step settles the question as the example answers it; nullopt where either is not understood.
  std::optional<std::string> CheckConcluded(const v1::Example& example, const Theory& theory) const;

  RuleLanguage language_;
  std::unordered_map<std::string, std::string> third_of_;  // "work" -> "works"
};

}  // namespace lethe

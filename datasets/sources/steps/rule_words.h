// Literals of a story back in the words of the story: "the bald eagle needs the lion.", "Anne is not kind."
//
// solvers/logic_text.h takes case, articles and endings off; here they are found again in the story's sentences.
// Threads: const calls from any thread.
#pragma once

#include <string>
#include <vector>

#include "datasets/solvers/horn_rules.h"

namespace lethe {

class RuleWords {
 public:
  explicit RuleWords(const std::vector<std::string>& sentences);

  // "anne" -> "Anne", "bald eagle" -> "the bald eagle".
  std::string Name(const std::string& name) const;
  // "is not kind", "needs the lion", "is a tumpus".
  std::string Predicate(const Literal& literal) const;
  // With a capital letter and a full stop.
  std::string Sentence(const Literal& literal) const;

 private:
  bool Has(const std::string& words) const { return lower_.find(" " + words + " ") != std::string::npos; }
  std::string ThirdPerson(const std::string& verb) const;
  std::string WithArticle(const std::string& property) const;

  std::string plain_, lower_;  // all words of the story between single spaces, without punctuation
};

}  // namespace lethe

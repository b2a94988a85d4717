// Which of two things is bigger: what fits into what, closed under transitivity.
#pragma once

#include <map>
#include <set>
#include <string>

#include "datasets/solvers/babi/topic.h"

namespace lethe::babi {

class Sizes : public Topic {
 public:
  bool Tell(const Sentence& sentence) override;
  std::optional<Answer> Ask(const Sentence& question) const override;

 private:
  bool Bigger(const std::string& one, const std::string& other) const;

  std::map<std::string, std::set<std::string>> smaller_;  // thing -> those told to be smaller
};

}  // namespace lethe::babi

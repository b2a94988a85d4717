// What people feel, where that sends them, and why they went somewhere or fetched something.
#pragma once

#include <string>
#include <vector>

#include "datasets/solvers/babi/topic.h"

namespace lethe::babi {

class Motives : public Topic {
 public:
  bool Tell(const Sentence& sentence) override;
  std::optional<Answer> Ask(const Sentence& question) const override;

 private:
  struct Feeling {
    std::string who, feeling;  // keys
  };

  std::optional<Answer> Destination(const std::string& who) const;
  // The latest feeling of that person which the place or the thing would satisfy.
  std::optional<Answer> Reason(const std::string& who, const std::string& satisfied_by) const;

  std::vector<Feeling> feelings_;
};

}  // namespace lethe::babi

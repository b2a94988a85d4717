// What a bAbI story tells, one topic at a time: each topic keeps the sentences it understands and answers questions
// from what it keeps.
//
// Threads: a topic belongs to one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/solvers/babi/sentence.h"

namespace lethe::babi {

struct Answer {
  std::string text;
  std::vector<std::string> also;  // other answers that are true in the story too
};

class Topic {
 public:
  virtual ~Topic() = default;

  // Takes in a statement; false when it is none of this topic's.
  virtual bool Tell(const Sentence& sentence) = 0;
  // nullopt when the question is none of this topic's or the story does not answer it.
  virtual std::optional<Answer> Ask(const Sentence& question) const = 0;
};

}  // namespace lethe::babi

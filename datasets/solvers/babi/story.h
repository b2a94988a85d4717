// A bAbI story that is told sentence by sentence and asked in between: all topics together.
//
// Threads: one story, one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "datasets/solvers/babi/kinds.h"
#include "datasets/solvers/babi/layout.h"
#include "datasets/solvers/babi/motives.h"
#include "datasets/solvers/babi/people.h"
#include "datasets/solvers/babi/sizes.h"
#include "datasets/solvers/babi/topic.h"

namespace lethe::babi {

class Story {
 public:
  void Tell(std::string_view sentence);
  // nullopt when the story does not say, when the question has no known form, and after a sentence that no topic
  // understands: what it would have changed is not known.
  std::optional<Answer> Ask(std::string_view question) const;

  // The first sentence that no topic understands; empty when there is none.
  const std::string& not_understood() const { return not_understood_; }

 private:
  People people_;
  Layout layout_;
  Sizes sizes_;
  Kinds kinds_;
  Motives motives_;
  std::string not_understood_;
};

}  // namespace lethe::babi

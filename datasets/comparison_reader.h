// Reads which way a question compares two values ("Is it true that A is older than B?"), by the words of the question
// book alone, and so whether "yes" or "no" follows. It knows nothing of how the example was made.
//
// derived_step.h can tell only that the values are ordered right: whether that speaks for "yes" stands in the question.
// Threads: const use from any thread. Cost: some microseconds a question that compares, else a look at its last step.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "proto/example.pb.h"

namespace lethe {

class ComparisonReader {
 public:
  // Errors: those of QuestionWordings::Load.
  explicit ComparisonReader(const Path& book);

  // What is wrong with an answer of yes or no that follows from the order of two values; "" when nothing is, or where
  // the question is not understood: no words of the book, or words that say different things of different relations.
  std::string Check(const v1::Example& example) const;

 private:
  struct Phrase {
    std::string relation;        // "" for those of invented relations
    std::string before, behind;  // around the relation's name, where the phrase holds it; else `before` alone
    bool names_relation = false;
    bool more = false;
  };
  // Where a question says it: "A", "is older than", "B".
  struct Claim {
    size_t begin = 0, end = 0;
    bool more = false;
  };
  std::optional<Claim> ReadClaim(const std::string& question, const std::string& relation) const;

  std::vector<Phrase> phrases_;
};

}  // namespace lethe

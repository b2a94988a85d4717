// The facts of one ask, by the number that the model sees.
//
// Threads: one ask, one thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/generator.h"
#include "model/tokenizer/tokenizer.h"
#include "proto/reasoner.pb.h"
#include "services/reasoner/fact_source.h"

namespace lethe {

// Sorted by content, so that the order in which facts were found or given cannot change an answer; the same fact twice
// (same id and content) is one.
std::vector<FoundFact> CanonicalOrder(std::vector<FoundFact> facts);

class FactTable {
 public:
  FactTable(const Tokenizer& tokenizer, size_t max_fact_tokens)
      : tokenizer_(tokenizer), max_fact_tokens_(max_fact_tokens) {}

  // Numbers the facts that are not in the table yet from `first` on and returns them as the model reads them. A fact
  // longer than the model reads is cut when `cut` is set, and marked in UsedFact.
  // Errors: kInvalidArgument for an empty fact, or an overlong one that may not be cut.
  std::vector<NumberedFact> Add(const std::vector<FoundFact>& facts, int first, bool recalled, bool cut);

  size_t size() const { return rows_.size(); }
  // nullptr for a number that no fact has.
  const v1::Fact* Find(int number) const;
  const v1::UsedFact& Used(int number) const { return rows_.at(number).used; }
  void MarkUsed(int number);
  // In the order of their numbers.
  void CopyTo(v1::Answer& answer) const;

 private:
  struct Row {
    v1::Fact fact;
    v1::UsedFact used;
  };
  bool Holds(const v1::Fact& fact) const;

  const Tokenizer& tokenizer_;
  size_t max_fact_tokens_;
  std::map<int, Row> rows_;
};

}  // namespace lethe

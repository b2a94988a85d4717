// Keeps the value of a look-up to what facts about its subject say, and an answer that rests on a look-up to its value.
//
// The model writes the key; the value may then only be copied from a fact in sight that is about that subject, and only
// such a fact may be cited: of a statement the whole object, of a free text any run of its words, whole at its end
// ("F." is none of "F.C. Oslo", nor "4" of "4.5"). A text that led from a name to this subject does not lead back to
// that name: "Ann leads the Lynx team" says who is in the team's lead, and nothing about the team that a question gets
// to by way of Ann. Where a statement in sight has exactly the key, no other fact can give the value and there is
// nothing to recall and nothing unknown. Facts that the store itself returned for a recall count as being about the
// subject, whatever they call it. What remains for the model is to choose.
//
// Promise: there is always a token left: when no fact fits, <recall>, and after it <unknown>.
// Threads: one ask, one thread.
// Cost: a few string comparisons per token inside a value.
#pragma once

#include <string>
#include <vector>

#include "model/derivation_state.h"
#include "proto/knowledge.pb.h"

namespace lethe {

class ValueGuide {
 public:
  explicit ValueGuide(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  void AddFact(int number, const v1::Fact& fact);
  // The facts loaded since the last call of this function answer the recall under way.
  void MarkRecalled(const std::vector<int>& numbers) {
    recalled_ = numbers;
    key_.clear();
  }

  // Whether `token`, which the grammar allows, agrees with the facts. Only values, and answers right behind a look-up,
  // are judged.
  bool Allows(const DerivationState& state, int32_t token);

 private:
  struct Row {
    int number;
    std::string subject, relation, object;  // as plain words; empty for free text
    std::string words;                      // what the subject must stand in: its names, or all of a free text
    std::string text;                       // a free text as it is written
    bool statement;
  };
  struct Candidate {
    const Row* row;
    std::string words;  // the row's, less the name that it led from
  };
  bool AllowsInAnswer(const DerivationState& state, int32_t token) const;
  void FindCandidates(const DerivationState& state);
  bool MayBegin(const Candidate& candidate, const std::string& value) const;
  bool Gives(const Candidate& candidate, const std::string& value) const;

  const Tokenizer& tokenizer_;
  std::vector<Row> rows_;
  std::vector<int> recalled_;
  // For the key looked at last: facts that may give its value.
  std::string key_;
  std::vector<Candidate> candidates_;
  bool has_exact_key_ = false;
};

}  // namespace lethe

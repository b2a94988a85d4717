// The grammar of a derivation as an automaton: which token may follow, and what has been said so far.
//
// The engine masks with it while it decodes; ParseDerivation and evaluation run over finished tokens with it. It knows
// tokens that carry text only by not being special.
//
// Promise: from every state some allowed token leads on towards <end>, so a masked decoder can always finish.
// Threads: a value; one thread.
// Source: the grammar at the head of model/grammar.h.
#pragma once

#include <bitset>
#include <cstdint>
#include <vector>

#include "model/grammar.h"

namespace lethe {

class DerivationState {
 public:
  // Only numbers added with AddNumber, and those of derived steps, may be cited.
  explicit DerivationState(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {}
  // Any number may be cited: for reading what somebody wrote.
  static DerivationState AnyNumbers(const Tokenizer& tokenizer);

  // A fact with this number is in sight.
  void AddNumber(int number);
  // The number that the next derived step gets; 0 when all are used up.
  int NextNumber() const;

  bool Allows(int32_t token) const;
  // `token` must be allowed.
  void Accept(int32_t token);

  // The key was written and <recall> asked for its value: the engine loads facts and writes <loaded>, nothing else may
  // follow.
  bool at_recall() const { return place_ == Place::kRecalled; }
  bool done() const { return place_ == Place::kDone; }
  // Inside the answer: its tokens count in the confidence.
  bool in_answer() const { return place_ >= Place::kAnswerStart; }
  // Right behind the subject of a look-up: its relation begins.
  bool at_relation() const { return part_ == 1 && place_ == Place::kPartStart; }
  // Right behind the key of a look-up, or the facts recalled for it: its value begins.
  bool at_value() const { return part_ == kParts - 1 && (place_ == Place::kPartStart || place_ == Place::kLoaded); }
  // At or inside the value of a look-up, not yet cited; `text` holds its tokens so far.
  bool in_value() const { return at_value() || (part_ == kParts - 1 && place_ == Place::kText); }
  const std::vector<int32_t>& text() const { return text_; }
  // Steps finished so far; the last one may still gain citations until the next step begins.
  const std::vector<ParsedStep>& steps() const { return steps_; }
  // The step under way: subject and relation are set at_recall().
  const ParsedStep& current() const { return current_; }
  ParsedDerivation Result() const;

 private:
  enum class Place {
    kStepStart,    // nothing of the step yet
    kPartStart,    // right after <|>
    kText,         // inside a part of the step
    kRecalled,     // right after <recall>
    kLoaded,       // right after <loaded>
    kCites,        // after one or more numbers
    kAs,           // right after <as>
    kStepEnd,      // the step can take nothing more
    kAnswerStart,  // right after <answer>
    kAnswerText,
    kAnswerUnknown,
    kDone,
  };

  static constexpr int kParts = 3;  // subject, relation, value

  bool AllowsText() const;
  bool AllowsNumber(int number) const;
  bool MayCite() const { return any_numbers_ || numbers_.any(); }
  bool HasCited(int number) const;
  void AcceptText(int32_t token);
  void AcceptNumber(int number);
  void AcceptSeparator();
  void AcceptUnknown();
  // Puts the finished step away.
  void CloseStep();
  std::string TakeText();

  const Tokenizer* tokenizer_;
  bool any_numbers_ = false;
  std::bitset<kMaxNumber + 1> numbers_;  // that may be cited
  int highest_ = 0;                      // of all numbers in use
  Place place_ = Place::kStepStart;
  int part_ = 0;               // 0 subject or text, 1 relation, 2 value
  std::vector<int32_t> text_;  // tokens of the part under way
  ParsedStep current_;
  std::vector<ParsedStep> steps_;
  std::string answer_;
  bool answer_unknown_ = false;
};

}  // namespace lethe

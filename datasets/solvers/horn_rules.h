// Forward chaining over facts and rules, with three readings of "not".
//
// A literal says `predicate(subject)` or `predicate(subject, object)`; names that begin with '?' are variables of a
// rule and stand for anything that the theory mentions as a subject or an object. Chaining goes in rounds: every rule
// of a round sees the same state, so neither the order of the rules nor that of the facts changes what is concluded.
// Promise: every derived step cites earlier steps and the absences it assumed, so the whole can be checked again.
// Errors: kInvalidArgument for a fact with a variable; kResourceExhausted above a million instances of rules.
// Threads: values and pure functions.
// Source: Abiteboul, Hull, Vianu, Foundations of Databases, chapters 14 and 15 (inflationary, stratified).
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace lethe {

struct Literal {
  std::string predicate;
  std::string subject;
  std::string object;  // empty for a property
  bool positive = true;

  auto operator<=>(const Literal&) const = default;
  Literal Negated() const { return {predicate, subject, object, !positive}; }
};

struct HornRule {
  std::vector<Literal> body;  // all must hold
  std::vector<Literal> head;  // all follow
};

struct Theory {
  std::vector<Literal> facts;
  std::vector<HornRule> rules;
};

enum class Negation {
  kExplicit,      // open world: "not p" holds where it is stated or derived, and what is neither is unknown
  kStratified,    // closed world: "not p" holds where p cannot be derived: a rule waits until p's own rules are done;
                  // where something follows from its own absence, so that no such order exists, as kInflationary
  kInflationary,  // closed world: "not p" holds where p has not been derived by the round before; nothing is taken back
};

enum class Truth { kTrue, kFalse, kUnknown };

struct ChainStep {
  Literal conclusion;
  std::optional<size_t> rule;   // in Theory::rules; none for a given fact
  std::vector<size_t> uses;     // earlier steps, in the order of the rule's body
  std::vector<Literal> absent;  // positive literals whose absence the rule assumed
};

class Conclusions {
 public:
  // `asked` is ground. In an open world with both p and not p, the one that is asked for is true.
  Truth Ask(const Literal& asked) const;
  // The step that concludes `literal`.
  std::optional<size_t> Find(const Literal& literal) const;
  // Given facts first, then derived ones in the order of their rounds.
  const std::vector<ChainStep>& steps() const { return steps_; }

 private:
  friend class Chainer;
  static std::string Key(const Literal& literal);

  Negation negation_ = Negation::kExplicit;
  std::vector<ChainStep> steps_;
  std::unordered_map<std::string, size_t> by_key_;
};

Conclusions ForwardChain(const Theory& theory, Negation negation);

}  // namespace lethe

// Rule worlds: facts and rules in plain sentences, and questions that follow from them by forward chaining, in an open
// world (what nothing settles is unknown) or a closed one (what does not follow is false, as one of the sentences
// says).
//
// A theory is drawn around a chain of rules; ForwardChain (datasets/solvers/horn_rules.h) then finds what follows from
// all of it, and the derivation is the proof it gives: each step cites the facts, earlier steps and the rule it uses.
// RuleReader (datasets/rule_reader.h) can read an example and check it without knowing any of this. Promise: example
// (seed, number) is always the same; no theory contradicts itself; the answer needs exactly `hops` rules in a row.
// Errors: kInvalidArgument for shares outside [0, 1] and depths outside 0 .. 10; kFailedPrecondition from Make where an
// example asks for more properties than the book has; those of the loaders. Threads: const use from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "datasets/names/name_source.h"
#include "datasets/rule_language.h"
#include "datasets/sources/example_source.h"

namespace lethe {

class RuleWorld : public ExampleSource {
 public:
  RuleWorld(const RuleWorldConfig& config, const Path& root);

  v1::Example Make(uint64_t seed, uint64_t number) const override;

 private:
  struct Draft;

  bool MakeOne(size_t depth, Random& random, v1::Example& example) const;
  void DrawChain(size_t depth, Draft& draft, Random& random) const;
  void AddDistractors(Draft& draft, Random& random) const;
  static void AddFact(Literal literal, Draft& draft);
  void TakeAway(Draft& draft, Random& random) const;
  bool Settle(size_t depth, Draft& draft) const;
  void Write(const Draft& draft, Random& random, v1::Example& example) const;
  void WriteProof(const Draft& draft, const std::vector<std::string>& fact_ids,
                  const std::vector<std::string>& rule_ids, v1::Example& example) const;
  Literal NewLiteral(Draft& draft, Random& random) const;
  std::string NewName(const std::string& type, const Draft& draft, Random& random) const;
  size_t DrawDepth(Random& random) const;

  RuleWorldConfig config_;
  RuleLanguage language_;
  Wordings no_wordings_;
  std::unique_ptr<NameSource> names_;
  std::vector<double> depth_weights_;
};

}  // namespace lethe

// Gathers real facts from EntityQuestions, PopQA and the Factbook into one list for a store, with one name for each
// relation.
//
// Promise: deterministic; one object for each (subject, relation); relation names are those of
// datasets/wordings/real.txtpb. When a limit cuts the list, facts that link to others are kept first, so that questions
// over two facts can be answered. Errors: those of the readers. Threads: one collection, one thread.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "datasets/readers/source_fact.h"

namespace lethe {

class FactCollection {
 public:
  void AddEntityQuestions(const Path& questions, const Path& templates);
  void AddPopQa(const Path& file);
  void AddFactbook(const Path& file);

  const std::vector<SourceFact>& facts() const { return facts_; }
  // At most `limit` facts, 0 for all.
  std::vector<SourceFact> Select(size_t limit) const;

 private:
  void Add(const SourceFact& fact);

  std::vector<SourceFact> facts_;
  std::set<std::string> keys_;
};

// JSON lines: subject, relation, object, source, aliases.
std::string FactsToJsonLines(const std::vector<SourceFact>& facts);

}  // namespace lethe

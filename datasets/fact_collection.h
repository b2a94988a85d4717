// Gathers real facts from EntityQuestions, PopQA and the Factbook into one list for a store, with one name for each
// relation.
//
// Promise: deterministic; one object for each (subject, relation); relation names are those of
// datasets/wordings/real.txtpb. When a limit cuts the list, facts that link to others are kept first, so that questions
// over two facts can be answered. Errors: those of the readers, once more than `skip_bad` records of all questions were
// malformed. Threads: one collection, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "datasets/readers/reader.h"
#include "datasets/readers/source_fact.h"

namespace lethe {

class FactCollection {
 public:
  explicit FactCollection(uint64_t skip_bad = 0) : skip_bad_(skip_bad) {}

  // Without `templates` those that were published.
  void AddEntityQuestions(const Path& questions, const Path& templates = {});
  void AddPopQa(const Path& file);
  void AddFactbook(const Path& file);

  const std::vector<SourceFact>& facts() const { return facts_; }
  const std::vector<std::string>& left_out() const { return left_out_; }  // why, of the first questions of each file
  uint64_t skipped() const { return skipped_; }
  // At most `limit` facts, 0 for all.
  std::vector<SourceFact> Select(size_t limit) const;

 private:
  void Add(const SourceFact& fact);
  ReadOptions OptionsNow() const;
  void Count(const ReadStats& stats);

  uint64_t skip_bad_;
  uint64_t skipped_ = 0;
  std::vector<std::string> left_out_;
  std::vector<SourceFact> facts_;
  std::set<std::string> keys_;
};

// JSON lines: subject, relation, object, source, aliases.
std::string FactsToJsonLines(const std::vector<SourceFact>& facts);

}  // namespace lethe

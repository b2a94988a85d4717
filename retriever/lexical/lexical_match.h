// The terms of one question matched against one version of a store: what they rank, and what each of them adds.
//
// Promise: Best gives what StoreSnapshot::Lexical gives for the same terms; what Part says of a document adds up to its
// score. Threads: a value of one search; const functions from any thread.
// Cost: making one reads the postings of the terms, once however often a term is asked and scores are. It may not
// outlive the snapshot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "retriever/lexical/analyzer.h"
#include "retriever/lexical/bm25.h"
#include "retriever/top_docs.h"

namespace lethe {

class StoreSnapshot;

class LexicalMatch {
 public:
  virtual ~LexicalMatch() = default;

  // What one term adds.
  struct Part {
    double most = 0;         // to any document; 0 when no document holds it
    std::vector<double> of;  // to each of the documents asked for; 0 where it does not hold the term
  };

  // Best first.
  virtual std::vector<ScoredDoc> Best(size_t k) const = 0;
  virtual const std::vector<Term>& terms() const = 0;
  // Of the term with this number in terms(). One that is asked twice counts twice.
  virtual Part PartOf(size_t term, std::span<const uint64_t> docs) const = 0;
};

// From the postings of each term: live facts only, documents going upwards.
std::unique_ptr<LexicalMatch> MatchPostings(std::vector<Term> terms,
                                            const std::function<std::vector<Posting>(const std::string& term)>& read,
                                            const CollectionSize& size, const Bm25Config& config);

// For a store that keeps its postings elsewhere: a search of the store for each thing asked.
std::unique_ptr<LexicalMatch> MatchBySearching(std::vector<Term> terms, const StoreSnapshot& store);

}  // namespace lethe

// Why each hit ranked where it did, and how strong the evidence for it is.
//
// Threads: pure functions.
// Cost: one pass over the postings of each term, which the search has read already.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "proto/knowledge.pb.h"
#include "proto/retrieval.pb.h"
#include "retriever/lexical/lexical_match.h"
#include "retriever/search/candidates.h"
#include "retriever/search/confidence.h"

namespace lethe {

// What each term of a question adds to the BM25 score of some documents.
class TermScores {
 public:
  TermScores(const LexicalMatch& match, std::span<const uint64_t> docs);

  // `doc` is a place in `docs`, here and below. Largest first.
  std::vector<v1::SearchTerm> Of(size_t doc) const;
  // Share of the question that the document holds, each term weighted by the best score it gives to any document; a
  // term that no document holds weighs as much as the weightiest.
  double Share(size_t doc) const;

 private:
  struct Scored {
    Term term;
    double weight = 0;
    std::vector<double> scores;  // of the documents, 0 where one does not hold the term
  };
  std::vector<Scored> terms_;
};

// `score` is the fused one; `terms` are what the question's terms add to the document.
v1::SearchReason Explain(uint64_t doc, double score, const Candidates& candidates,
                         const std::vector<v1::SearchTerm>& terms, const StoreConfig& config);

}  // namespace lethe

// Why each hit ranked where it did, and how strong the evidence for it is.
//
// Threads: pure functions.
// Cost: one search of the postings for each term of the question.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "proto/knowledge.pb.h"
#include "proto/retrieval.pb.h"
#include "retriever/search/candidates.h"
#include "retriever/search/confidence.h"
#include "retriever/stores/store.h"

namespace lethe {

// What each term of a question adds to the BM25 score of some documents.
class TermScores {
 public:
  // `terms` as AnalyzeQuery gives them; a term that stands twice counts twice.
  TermScores(const StoreSnapshot& store, std::span<const std::string> terms, std::span<const uint64_t> docs);

  // Largest first.
  std::vector<v1::SearchTerm> Of(uint64_t doc) const;
  // Share of the question that the document holds, each term weighted by the best score it gives to any document; a
  // term that no document holds weighs as much as the weightiest.
  double Share(uint64_t doc) const;

 private:
  struct Term {
    std::string text;
    double weight = 0;
    std::unordered_map<uint64_t, double> scores;
  };
  std::vector<Term> terms_;
};

// `score` is the fused one.
v1::SearchReason Explain(uint64_t doc, double score, const Candidates& candidates, const TermScores& terms,
                         const StoreConfig& config);

}  // namespace lethe

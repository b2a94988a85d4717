// Okapi BM25 over posting lists.
//
// Formula: score(d) = sum over the question's terms t, each as often as it is asked, of
//   idf(t) * f / (f + k1 * (1 - b + b * |d| / avg)),
// where f is the count of t in d, |d| its length in terms, avg the mean length, n facts hold t and
//   idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5)).
// The constant factor (k1 + 1) is left out, as in Lucene since version 8: it changes no order.
// Promise: equal scores are ordered by document.
// Threads: pure function.
// Cost: linear in the postings of the question's terms.
// Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
#pragma once

#include <vector>

#include "retriever/lexical/postings.h"
#include "retriever/top_docs.h"

namespace lethe {

struct Bm25Config {
  double k1 = 0.9;
  double b = 0.4;
};

struct CollectionSize {
  uint64_t docs = 0;   // live facts
  uint64_t terms = 0;  // sum of their lengths
};

// What one term, which `holding` facts hold and the question has `asked` times, adds to the score of a fact.
class Bm25Term {
 public:
  Bm25Term(const CollectionSize& size, const Bm25Config& config, size_t holding, uint32_t asked);
  double Of(const Posting& posting) const {
    const double f = posting.count;
    return weight_ * f / (f + config_.k1 * (1 - config_.b + config_.b * posting.length / average_));
  }

 private:
  Bm25Config config_;
  double weight_;   // inverse document frequency, times how often it is asked
  double average_;  // length of a fact
};

// Where one term of a question stands.
struct TermPostings {
  std::vector<Posting> postings;  // live facts only, documents going upwards
  uint32_t count = 1;             // how often the question has it
};

// Returns the best k.
std::vector<ScoredDoc> ScoreBm25(const std::vector<TermPostings>& terms, const CollectionSize& size,
                                 const Bm25Config& config, size_t k);

}  // namespace lethe

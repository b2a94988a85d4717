#include "retriever/lexical/bm25.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lethe {
namespace {

// Scores of one chunk of documents at a time: the table stays in the second-level cache however large the store is.
class ChunkScores {
 public:
  void Add(uint64_t doc, double score) {
    const size_t slot = doc % kChunkDocs;
    if (scores_[slot] == 0) touched_.push_back(doc);
    scores_[slot] += score;
  }
  // Hands the scores over and clears the table.
  void Drain(TopDocs& best) {
    for (const uint64_t doc : touched_) {
      best.Add({doc, scores_[doc % kChunkDocs]});
      scores_[doc % kChunkDocs] = 0;
    }
    touched_.clear();
  }

 private:
  std::vector<double> scores_ = std::vector<double>(kChunkDocs, 0.0);
  std::vector<uint64_t> touched_;
};

double InverseDocumentFrequency(double docs, double holding) {
  return std::log(1 + (docs - holding + 0.5) / (holding + 0.5));
}

struct Cursor {
  const std::vector<Posting>* list;
  Bm25Term term;
  size_t next = 0;
};

}  // namespace

Bm25Term::Bm25Term(const CollectionSize& size, const Bm25Config& config, size_t holding, uint32_t asked)
    : config_(config),
      weight_(asked * InverseDocumentFrequency(static_cast<double>(size.docs), static_cast<double>(holding))),
      average_(size.docs == 0 ? 1 : static_cast<double>(size.terms) / static_cast<double>(size.docs)) {}

std::vector<ScoredDoc> ScoreBm25(const std::vector<TermPostings>& terms, const CollectionSize& size,
                                 const Bm25Config& config, size_t k) {
  std::vector<Cursor> cursors;
  uint64_t last_doc = 0;
  for (const TermPostings& term : terms) {
    if (term.postings.empty()) continue;
    cursors.push_back({&term.postings, Bm25Term(size, config, term.postings.size(), term.count)});
    last_doc = std::max(last_doc, term.postings.back().doc);
  }
  if (cursors.empty()) return {};
  ChunkScores scores;
  TopDocs best(k);
  for (uint64_t chunk = 0; chunk <= last_doc / kChunkDocs; ++chunk) {
    const uint64_t end = (chunk + 1) * kChunkDocs;
    for (Cursor& cursor : cursors) {
      for (; cursor.next < cursor.list->size() && (*cursor.list)[cursor.next].doc < end; ++cursor.next) {
        const Posting& posting = (*cursor.list)[cursor.next];
        scores.Add(posting.doc, cursor.term.Of(posting));
      }
    }
    scores.Drain(best);
  }
  return best.Take();
}

}  // namespace lethe

// Several ranked lists become one.
//
// By rank: score(d) = sum over lists of weight / (k + rank of d in the list), ranks from 1. Only ranks count, so lists
// whose scores have nothing in common can be fused; how sure a list is of its order is lost.
// By score: score(d) = wl * BM25(d) / (best BM25) + wd * (cos(d) - floor), where floor is the cosine of the last of the
// first kFusedVectors documents. What the words hold for much better stays in front, and vectors count as far as they
// tell the candidates apart: where all cosines are alike (long texts, character n-grams) they change little. A document
// behind these gets nothing for its cosine; there are so many of them that most of what the words find is not behind.
// Promise: equal scores are ordered by document, so a result is the same in every run; scores are divided by the best
// one possible (first in every list), so they lie in (0, 1].
// Threads: pure functions.
// Source: Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
// Methods", SIGIR 2009; Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023, for the sum of
// scores.
#pragma once

#include <vector>

#include "retriever/top_docs.h"

namespace lethe {

struct RankedList {
  std::vector<ScoredDoc> docs;  // best first
  double weight = 1.0;
};

// Best first.
std::vector<ScoredDoc> FuseByRank(const std::vector<RankedList>& lists, double k);

// Documents of the vectors' list that FuseByScore takes when there are words too.
inline constexpr size_t kFusedVectors = 200;

std::vector<ScoredDoc> FuseByScore(const RankedList& words, const RankedList& vectors);

// What FuseByScore takes off a cosine. `vectors` must not be empty.
double CosineFloor(const std::vector<ScoredDoc>& vectors);

}  // namespace lethe

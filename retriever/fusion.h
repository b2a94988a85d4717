// Reciprocal rank fusion: several ranked lists become one.
//
// Formula: score(d) = sum over lists of weight / (k + rank of d in the list), ranks from 1. Only ranks count, so lists
// whose scores have nothing in common can be fused.
// Promise: equal scores are ordered by document, so a result is the same in every run.
// Threads: pure function.
// Source: Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
// Methods", SIGIR 2009.
#pragma once

#include <vector>

#include "retriever/top_docs.h"

namespace lethe {

struct RankedList {
  std::vector<ScoredDoc> docs;  // best first
  double weight = 1.0;
};

// Best first. Scores are divided by the best one possible (first in every list), so they lie in (0, 1].
std::vector<ScoredDoc> FuseByRank(const std::vector<RankedList>& lists, double k);

}  // namespace lethe

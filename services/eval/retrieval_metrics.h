// How good a ranked list is, as trec_eval defines it.
//
// Formulas, over one query with relevant documents R (relevance above 0) and gains g = relevance:
//   nDCG@10    sum over the first 10 of g(i) / log2(i + 1), over the same of the best possible order
//   AP         mean over R of the precision at the rank of each relevant document, 0 for those not found
//   RR@10      1 / rank of the first relevant document, 0 when it is not among the first 10
//   recall@k   share of R among the first k
// Promise: means run over all queries with a relevant document, those that found nothing included.
// Units: 0 to 1. Threads: pure functions.
// Source: https://trec.nist.gov/trec_eval (ndcg_cut_10, map, recip_rank, recall)
#pragma once

#include <string>
#include <vector>

#include "services/eval/retrieval_files.h"

namespace lethe {

struct RankMetrics {
  size_t n = 0;  // queries
  double ndcg_at_10 = 0;
  double map = 0;
  double mrr_at_10 = 0;
  double recall_at_5 = 0;
  double recall_at_100 = 0;
};

bool HasRelevant(const Judgements& judged);

// Of one query, n = 1. `ranked` has each document once, best first.
RankMetrics ScoreRanking(const std::vector<std::string>& ranked, const Judgements& judged);

RankMetrics MeanOf(const std::vector<RankMetrics>& queries);

}  // namespace lethe

// Searches a store for every query of a collection and scores what comes first against the judgements.
//
// Promise: deterministic; the order of the queries does not matter. Facts with the same words are not merged here,
// every document counts. The store's "nothing found" threshold is off: a ranking is measured, not a refusal. Errors:
// kInvalidArgument when no query has a relevant document. Threads: one call uses many.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "retriever/knowledge_base.h"
#include "services/eval/retrieval_files.h"
#include "services/eval/retrieval_metrics.h"

namespace lethe {

struct RetrievalEvalOptions {
  std::string mode = "fused";  // exact | bm25 | dense | fused
  size_t depth = 1000;         // documents a query
  size_t threads = 1;
  bool evidence = false;  // collect what calibration fits
  std::function<void(size_t done)> progress;
};

struct RankedDocument {
  std::string id;
  double score = 0;
};

struct QueryOutcome {
  std::string id;
  RankMetrics metrics;
  std::vector<RankedDocument> ranked;
};

struct RetrievalEvalResult {
  RankMetrics mean;
  std::vector<QueryOutcome> queries;    // with a relevant document, in the order given
  std::vector<EvidenceSample> samples;  // with `evidence`
  size_t unjudged = 0;                  // queries without a relevant document, left out
  double seconds = 0;
};

// With `evidence`: of each query the evidence for its best hit, right when one of the first five is relevant, and the
// evidence for the best hit that is not relevant, which a store without the answer would show first. Queries without a
// relevant document give a wrong sample.
RetrievalEvalResult EvaluateRetrieval(const StoreView& store, const std::vector<RetrievalQuery>& queries,
                                      const Qrels& qrels, const RetrievalEvalOptions& options);

// TREC's run format, "query Q0 document rank score lethe", for trec_eval.
std::string RunLines(const RetrievalEvalResult& result);

}  // namespace lethe

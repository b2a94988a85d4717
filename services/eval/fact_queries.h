// Questions about the facts of a store, asked in the wordings of their relations: how well a store finds its own facts.
//
// Each statement whose relation has wordings is asked once, in a wording that depends on its id alone. Relevant is
// every fact with the same subject and relation. Promise: deterministic. Errors: those of the wordings;
// kInvalidArgument when no fact can be asked for. Threads: pure function.
#pragma once

#include <cstddef>
#include <vector>

#include "retriever/knowledge_base.h"
#include "services/eval/retrieval_files.h"

namespace lethe {

struct FactQueries {
  std::vector<RetrievalQuery> queries;
  Qrels qrels;
  size_t without_wordings = 0;  // facts left out
};

// `limit` facts spread evenly over the store; 0 for all.
FactQueries AskForFacts(const StoreView& store, const std::vector<Path>& wordings, size_t limit);

}  // namespace lethe

// Questions and relevance judgements of a retrieval collection, in the layout of BEIR or of TREC.
//
//   queries.jsonl   {"_id": "q1", "text": "..."}            other fields are passed over
//   qrels.tsv       query-id <tab> corpus-id <tab> score    with this header; or TREC's "query 0 document relevance"
// Plain, gzip or zstd.
// Errors: kInvalidArgument naming file, line and field; kNotFound.
// Threads: pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/file.h"

namespace lethe {

struct RetrievalQuery {
  std::string id;
  std::string text;
};

// Of one query: document -> how relevant, 0 for judged not relevant.
using Judgements = std::map<std::string, int>;
// Of all queries, by id.
using Qrels = std::map<std::string, Judgements>;

std::vector<RetrievalQuery> ReadQueries(const Path& file);
Qrels ReadQrels(const Path& file);

struct CollectionFiles {
  Path corpus;
  Path queries;
  Path qrels;
};

// The files of a folder in BEIR's layout: corpus.jsonl, queries.jsonl (or queries.SPLIT*.jsonl) and qrels/SPLIT.tsv (or
// qrels.SPLIT*.tsv), each perhaps with .gz or .zst. kNotFound names what is missing.
CollectionFiles FindCollection(const Path& folder, const std::string& split);

}  // namespace lethe

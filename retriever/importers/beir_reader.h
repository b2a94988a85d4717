// Documents of a retrieval collection in the layout of BEIR, one JSON object a line: {"_id": "d7", "title": "...",
// "text": "..."}. Each becomes one free-text fact, title first, that keeps the document's id.
//
// Errors: kInvalidArgument naming the field; other fields ("metadata") are passed over silently, they belong to the
// layout. Source: Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval
// Models", NeurIPS 2021 (datasets and benchmarks).
#pragma once

#include "retriever/importers/fact_reader.h"

namespace lethe {

class BeirFactReader : public LineFactReader {
 public:
  using LineFactReader::LineFactReader;
  bool Next(v1::Fact& fact) override;
};

// Whether a line looks like one of this layout and not like a fact: it has "_id".
bool LooksLikeBeir(std::string_view line);

}  // namespace lethe

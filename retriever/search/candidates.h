// What the three parts of a search found, before and after fusion.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "retriever/top_docs.h"

namespace lethe {

struct Candidates {
  std::vector<ScoredDoc> exact;  // each list best first
  std::vector<ScoredDoc> lexical;
  std::vector<ScoredDoc> dense;
  std::unordered_map<uint64_t, std::string> subjects;  // of exact documents: the part of the question that named them
};

// Where a document stands in a ranked list: rank from 1 and score; rank 0 when it is not in it.
class Ranking {
 public:
  explicit Ranking(const std::vector<ScoredDoc>& docs) {
    for (size_t i = 0; i < docs.size(); ++i)
      places_.emplace(docs[i].doc, Place{static_cast<uint32_t>(i + 1), docs[i].score});
  }

  struct Place {
    uint32_t rank = 0;
    double score = 0;
  };
  Place Of(uint64_t doc) const {
    const auto it = places_.find(doc);
    return it == places_.end() ? Place{} : it->second;
  }
  bool Has(uint64_t doc) const { return places_.contains(doc); }

 private:
  std::unordered_map<uint64_t, Place> places_;
};

}  // namespace lethe

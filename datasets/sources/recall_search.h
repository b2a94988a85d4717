// Which of some facts a store's search brings for a recalled key: by the embedder that a store has where none is named
// (retriever/embedders), so that training sees what serving will show.
//
// Threads: const use from any thread. Cost: about 2 microseconds a fact.
#pragma once

#include <string>
#include <vector>

#include "retriever/embedders/hashed_ngrams.h"

namespace lethe {

class RecallSearch {
 public:
  RecallSearch() : embedder_(HashedNgramsConfig()) {}

  // Indices of `facts` (as words), the nearest to the key first.
  std::vector<size_t> Rank(const std::string& key, const std::vector<std::string>& facts) const;

 private:
  HashedNgrams embedder_;
};

}  // namespace lethe

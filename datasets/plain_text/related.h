// Related passages of a corpus, found as a reasoner would find facts: a store of all passages, searched with what has
// been read so far.
//
// Promise: never the continuation itself, nor what follows it in its document, nor a passage that is shown already, nor
// one that has much of the continuation's wording (a copy of the text elsewhere in the corpus).
// Errors: those of KnowledgeBase; kInvalidArgument for an unknown search mode.
// Threads: Add from one thread; Find from any once Finish was called.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "datasets/plain_text/corpus.h"
#include "retriever/knowledge_base.h"

namespace lethe {

struct RelatedPassage {
  std::string id;  // PassageId
  std::string text;
};

struct RelatedQuery {
  std::string_view text;          // what the search goes by
  uint64_t document = 0;          // where the continuation stands ...
  uint64_t passage = 0;           // ... as this passage
  uint64_t first_shown = 0;       // passages from here on are in front of it already
  std::string_view continuation;  // compared with what is found, never searched with
};

class RelatedPassages {
 public:
  // Makes the store in `folder`, which must not hold one.
  RelatedPassages(const Path& folder, const PlainTextConfig& config);

  void Add(const CorpusPart& part);
  void Finish();
  // At most config.related_passages(), best first.
  std::vector<RelatedPassage> Find(const RelatedQuery& query) const;
  uint64_t size() const { return passages_; }

 private:
  void Flush();

  uint32_t wanted_;
  double max_overlap_;
  SearchOptions search_;
  std::unique_ptr<KnowledgeBase> base_;
  std::shared_ptr<const StoreView> view_;
  std::vector<v1::Fact> batch_;
  uint64_t passages_ = 0;
};

}  // namespace lethe

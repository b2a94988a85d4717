// Examples of a corpus: for each passage but a document's first, what stands before it and the passage as continuation.
//
//   context    the passages before it in the document, then (FindRelated) related ones from anywhere
//   question   the last sentences before it: the prompt, which a reader without context has too
//   answer     the passage
// Promise: the draft of a passage depends on its document alone; nothing of the continuation is in context or prompt,
// but where the document repeats itself.
// Errors: none. Threads: one maker, one thread; FindRelated is a pure function.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "datasets/plain_text/corpus.h"
#include "datasets/plain_text/related.h"
#include "proto/example.pb.h"
#include "proto/plain_text.pb.h"

namespace lethe {

struct ContinuationDraft {
  v1::Example example;  // without related passages
  std::string before;   // the passage before the continuation, which the search goes by
  uint64_t document = 0;
  uint64_t passage = 0;       // number of the continuation
  uint64_t first_shown = 0;   // number of the first passage in the context
  uint64_t words_before = 0;  // words of the document in front of the continuation
};

class ContinuationMaker {
 public:
  using Visit = std::function<void(ContinuationDraft&&)>;

  ContinuationMaker(const PlainTextConfig& config, Visit visit) : config_(config), visit_(std::move(visit)) {}

  // Parts in the order of the corpus.
  void Add(const CorpusPart& part);

 private:
  ContinuationDraft Draft(const CorpusPart& part, uint64_t passage, const std::string& text) const;

  const PlainTextConfig config_;
  Visit visit_;
  uint64_t document_ = 0;
  std::deque<std::string> earlier_;  // the last passages of the document
  uint64_t words_ = 0;               // of the document so far
};

// Appends the related passages to the context; returns how many.
size_t FindRelated(const RelatedPassages& store, ContinuationDraft& draft);

}  // namespace lethe

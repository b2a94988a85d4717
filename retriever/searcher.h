// Search over one pinned version: exact subjects of the question, BM25 and vectors, fused as the store's config says.
//
// Exact: spans of the question that the store knows as subject or alias; the facts of these subjects, ranked by how
// well their relation answers the rest of the question. They are merged by rank with what words and vectors find: the
// best exact fact stands level with one that is first in both other lists, so exact facts come before what only sounds
// alike, and a sentence that both others put first can still come among them.
// Promise: the same question and version give the same hits; each fact once, and with `distinct` of facts with the same
// words the first only. A calibrated store (NothingFoundConfig) gives no hits when the best one is too weak.
// Errors: kInvalidArgument for a question that is not UTF-8, an unknown mode, a wrong date in the filter.
// Threads: any thread.
// Cost: some look-ups for each span of the question, the postings of its words, one pass over the vectors. A filter
// that few facts pass reads as many facts as it takes to find them. In a store elsewhere the round trips do not grow
// with the question: subjects, their facts, words, vectors, facts found; as many again as needed for a filter or a hop.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/knowledge.pb.h"
#include "proto/retrieval.pb.h"
#include "retriever/question.h"
#include "retriever/relation_similarity.h"
#include "retriever/search/candidates.h"
#include "retriever/search/confidence.h"
#include "retriever/stores/store.h"

namespace lethe {

struct SearchOptions {
  size_t k = 5;
  bool exact = true;
  bool lexical = true;
  bool dense = true;
  size_t facts_per_subject = 64;  // exact facts considered for each subject, the best by relation
  // Facts about the objects of the best exact hits, which a question over two facts needs. They come after the k, at
  // most so many; 0 turns the second step off.
  size_t hop_facts = 0;
  v1::SearchFilter filter;
  bool distinct = true;    // of facts with the same words the first only
  bool explain = false;    // fill Hit::reason
  bool evidence = false;   // fill Hit::evidence of every hit, for calibration
  bool may_refuse = true;  // use the store's "nothing found" threshold; only where all three parts search
};

// Turns the parts of a search on that the mode names: exact | bm25 | dense | fused, fused where it is empty.
void SetSearchMode(std::string_view mode, SearchOptions& options);

struct Hit {
  v1::Fact fact;
  double score = 0;     // (0, 1], comparable within one search
  std::string channel;  // exact | lexical | dense | fused (lexical and dense)
  std::optional<v1::SearchReason> reason = std::nullopt;
  Evidence evidence = {};
};

struct SearchResult {
  std::vector<Hit> hits;
  bool nothing_found = false;  // there were hits, and the best lay below the threshold
  double confidence = 0;       // in the best hit; 0 for a store that is not calibrated
};

class Searcher {
 public:
  // All must outlive the searcher.
  Searcher(const StoreSnapshot& store, const Embedder& embedder, const StoreConfig& config)
      : store_(store), embedder_(embedder), config_(config) {}

  SearchResult Find(std::string_view question, const SearchOptions& options) const;
  std::vector<Hit> Search(std::string_view question, const SearchOptions& options) const {
    return Find(question, options).hits;
  }
  // Facts with exactly this subject (or an alias of it) and this relation, at most `limit`.
  std::vector<v1::Fact> Lookup(std::string_view subject, std::string_view relation, size_t limit) const;
  // Lookup; where it finds nothing the subject's facts, nearest relation first; where there are none, facts found by
  // search whose subject is alike by at least `min_similarity` (cosine of the character n-grams, or the share of the
  // subject's words that a free text holds). All of them as the filter lets them pass.
  std::vector<Hit> LookupOrSearch(std::string_view subject, std::string_view relation, size_t k, double min_similarity,
                                  const v1::SearchFilter& filter = {}) const;

 private:
  class Filtered;

  std::vector<std::string> SubjectsNamed(std::string_view subject) const;
  // Of these subjects and this relation, at most `limit`.
  std::vector<uint64_t> DocsOf(const std::vector<std::string>& subject_keys, std::string_view relation,
                               size_t limit) const;
  bool Refuses(const SearchOptions& options) const;
  Candidates Collect(std::string_view question, const SearchOptions& options, const LexicalMatch* words) const;
  void CollectExact(std::string_view question, const SearchOptions& options, Filtered& filtered,
                    Candidates& candidates) const;
  std::vector<Hit> LoadExact(const std::vector<ScoredDoc>& docs) const;
  std::vector<Hit> LoadHits(const SearchOptions& options, const Candidates& candidates,
                            std::vector<uint64_t>& docs) const;
  // Fills in evidence and reasons of the hits, which are of `docs`.
  void Judge(const SearchOptions& options, const Candidates& candidates, const LexicalMatch& words,
             const std::vector<uint64_t>& docs, std::vector<Hit>& hits) const;
  std::vector<Hit> HopFacts(const std::vector<Hit>& hits, std::string_view question,
                            const SearchOptions& options) const;
  double SubjectSimilarity(std::string_view subject, const v1::Fact& fact) const;

  const StoreSnapshot& store_;
  const Embedder& embedder_;
  const StoreConfig& config_;
};

}  // namespace lethe

#include "retriever/lexical/lexical_match.h"

#include <algorithm>
#include <unordered_map>

#include "retriever/stores/store.h"

namespace lethe {
namespace {

constexpr size_t kAllDocs = size_t{1} << 30;

class PostingMatch : public LexicalMatch {
 public:
  PostingMatch(std::vector<Term> terms, const std::function<std::vector<Posting>(const std::string& term)>& read,
               const CollectionSize& size, const Bm25Config& config)
      : terms_(std::move(terms)), size_(size), config_(config) {
    for (const Term& term : terms_) lists_.push_back({read(term.text), term.count});
  }

  std::vector<ScoredDoc> Best(size_t k) const override { return ScoreBm25(lists_, size_, config_, k); }
  const std::vector<Term>& terms() const override { return terms_; }

  Part PartOf(size_t term, std::span<const uint64_t> docs) const override {
    const std::vector<Posting>& list = lists_[term].postings;
    const Bm25Term score(size_, config_, list.size(), lists_[term].count);
    Part part;
    for (const Posting& posting : list) part.most = std::max(part.most, score.Of(posting));
    for (const uint64_t doc : docs) {
      const auto it = std::lower_bound(list.begin(), list.end(), doc,
                                       [](const Posting& posting, uint64_t wanted) { return posting.doc < wanted; });
      part.of.push_back(it != list.end() && it->doc == doc ? score.Of(*it) : 0.0);
    }
    return part;
  }

 private:
  std::vector<Term> terms_;
  std::vector<TermPostings> lists_;  // as terms_
  CollectionSize size_;
  Bm25Config config_;
};

class SearchedMatch : public LexicalMatch {
 public:
  SearchedMatch(std::vector<Term> terms, const StoreSnapshot& store) : terms_(std::move(terms)), store_(store) {}

  std::vector<ScoredDoc> Best(size_t k) const override { return store_.Lexical(terms_, k); }
  const std::vector<Term>& terms() const override { return terms_; }

  Part PartOf(size_t term, std::span<const uint64_t> docs) const override {
    Part part;
    std::unordered_map<uint64_t, double> scores;
    for (const ScoredDoc& doc : store_.Lexical({&terms_[term], 1}, kAllDocs)) {
      part.most = std::max(part.most, doc.score);
      scores.emplace(doc.doc, doc.score);
    }
    for (const uint64_t doc : docs) {
      const auto it = scores.find(doc);
      part.of.push_back(it == scores.end() ? 0.0 : it->second);
    }
    return part;
  }

 private:
  std::vector<Term> terms_;
  const StoreSnapshot& store_;
};

}  // namespace

std::unique_ptr<LexicalMatch> MatchPostings(std::vector<Term> terms,
                                            const std::function<std::vector<Posting>(const std::string& term)>& read,
                                            const CollectionSize& size, const Bm25Config& config) {
  return std::make_unique<PostingMatch>(std::move(terms), read, size, config);
}

std::unique_ptr<LexicalMatch> MatchBySearching(std::vector<Term> terms, const StoreSnapshot& store) {
  return std::make_unique<SearchedMatch>(std::move(terms), store);
}

std::unique_ptr<LexicalMatch> StoreSnapshot::Match(std::vector<Term> terms) const {
  return MatchBySearching(std::move(terms), *this);
}

}  // namespace lethe

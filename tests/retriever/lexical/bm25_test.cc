#include "retriever/lexical/bm25.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace lethe {
namespace {

// A collection as plain lists of words, and BM25 over it as the formula reads.
struct PlainCollection {
  std::vector<std::vector<int>> docs;

  double Score(size_t doc, const std::vector<int>& query, const Bm25Config& config) const {
    double total = 0;
    for (const auto& words : docs) total += static_cast<double>(words.size());
    const double average = total / static_cast<double>(docs.size());
    double score = 0;
    for (const int term : query) {
      const double f = static_cast<double>(std::count(docs[doc].begin(), docs[doc].end(), term));
      if (f == 0) continue;
      double holding = 0;
      for (const auto& words : docs) holding += std::count(words.begin(), words.end(), term) > 0 ? 1 : 0;
      const double n = static_cast<double>(docs.size());
      const double idf = std::log(1 + (n - holding + 0.5) / (holding + 0.5));
      const double length = static_cast<double>(docs[doc].size());
      score += idf * f / (f + config.k1 * (1 - config.b + config.b * length / average));
    }
    return score;
  }

  TermPostings List(int term, uint64_t stride) const {
    TermPostings list;
    for (size_t doc = 0; doc < docs.size(); ++doc) {
      const auto count = static_cast<uint32_t>(std::count(docs[doc].begin(), docs[doc].end(), term));
      if (count > 0) list.postings.push_back({doc * stride, count, static_cast<uint32_t>(docs[doc].size())});
    }
    return list;
  }

  CollectionSize Size() const {
    CollectionSize size{docs.size(), 0};
    for (const auto& words : docs) size.terms += words.size();
    return size;
  }
};

PlainCollection RandomCollection(Random& random, size_t count) {
  PlainCollection collection;
  for (size_t i = 0; i < count; ++i) {
    std::vector<int> words(1 + random.Below(12));
    for (int& word : words) word = static_cast<int>(random.Below(1 + random.Below(20)));
    collection.docs.push_back(std::move(words));
  }
  return collection;
}

TEST(Bm25Test, EqualsThePlainFormula) {
  Random random(11);
  const PlainCollection collection = RandomCollection(random, 150);
  constexpr uint64_t kStride = 1000;  // spreads the documents over several chunks
  for (const Bm25Config& config : {Bm25Config{}, Bm25Config{1.2, 0.75}, Bm25Config{0.0, 0.0}}) {
    const std::vector<int> query = {0, 3, 3, 3, 17, 19};
    std::vector<TermPostings> lists;
    for (const int term : {0, 3, 17, 19}) lists.push_back(collection.List(term, kStride));
    lists[1].count = 3;
    std::vector<ScoredDoc> expected;
    for (size_t doc = 0; doc < collection.docs.size(); ++doc) {
      const double score = collection.Score(doc, query, config);
      if (score > 0) expected.push_back({doc * kStride, score});
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score + 1e-12; });
    const std::vector<ScoredDoc> found = ScoreBm25(lists, collection.Size(), config, 20);
    ASSERT_EQ(found.size(), std::min<size_t>(20, expected.size()));
    for (size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i].score, expected[i].score, 1e-9) << i;
      EXPECT_NEAR(found[i].score, collection.Score(found[i].doc / kStride, query, config), 1e-9) << i;
    }
  }
}

TEST(Bm25Test, NothingGivesNothing) {
  EXPECT_TRUE(ScoreBm25({}, {10, 100}, {}, 5).empty());
  EXPECT_TRUE(ScoreBm25({{}, {}}, {10, 100}, {}, 5).empty());
}

}  // namespace
}  // namespace lethe

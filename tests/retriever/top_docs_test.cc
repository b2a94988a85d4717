#include "retriever/top_docs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"

namespace lethe {
namespace {

std::vector<ScoredDoc> RandomDocs(size_t count) {
  Random random(count);
  std::vector<ScoredDoc> docs;
  for (size_t i = 0; i < count; ++i) docs.push_back({i, static_cast<double>(random.Below(20))});
  random.Shuffle(docs);
  return docs;
}

TEST(TopDocsTest, KeepsTheBestOfAnyOrderWithTiesByDocument) {
  for (const size_t count : {0, 1, 5, 300}) {
    for (const size_t k : {0, 1, 7, 1000}) {
      std::vector<ScoredDoc> expected = RandomDocs(count);
      TopDocs best(k);
      for (const ScoredDoc& doc : expected) best.Add(doc);
      std::vector<ScoredDoc> kept = expected;
      KeepBest(kept, k);
      std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.doc < b.doc; });
      std::stable_sort(expected.begin(), expected.end(),
                       [](const auto& a, const auto& b) { return a.score > b.score; });
      const std::vector<ScoredDoc> found = best.Take();
      ASSERT_EQ(found.size(), std::min(k, count));
      ASSERT_EQ(kept.size(), found.size());
      for (size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].doc, expected[i].doc);
        EXPECT_EQ(kept[i].doc, expected[i].doc);
      }
    }
  }
}

}  // namespace
}  // namespace lethe

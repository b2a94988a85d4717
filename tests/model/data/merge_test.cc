#include "model/data/merge.h"

#include <gtest/gtest.h>

#include <set>

#include "model/layers/segments.h"
#include "tests/support/small_model.h"

namespace lethe {
namespace {

TokenDocument View(const Sequence& s) {
  return {s.tokens, s.kinds, s.loss_weight};
}

// Tokens without numbers: what merging must keep.
std::multiset<int32_t> Words(const Sequence& s) {
  std::multiset<int32_t> words;
  for (const int32_t token : s.tokens) {
    if (SpecialTokens::NumberOf(token) == 0) words.insert(token);
  }
  return words;
}

class MergeTest : public ::testing::Test {
 protected:
  MergeTest() {
    for (int facts : {2, 1, 3}) documents_.push_back(testing::RandomDocument(random_, facts));
    for (const Sequence& s : documents_) views_.push_back(View(s));
  }
  Random random_{3};
  std::vector<Sequence> documents_;
  std::vector<TokenDocument> views_;
};

TEST_F(MergeTest, PutsAllFactsBeforeTheFirstQuestion) {
  const Sequence merged = MergeDocuments(views_, random_);
  const auto question = std::find(merged.kinds.begin(), merged.kinds.end(), TokenKind::kQuestion);
  EXPECT_EQ(std::count(merged.kinds.begin(), question, TokenKind::kNumber), 6);
  EXPECT_EQ(std::count(merged.kinds.begin(), merged.kinds.end(), TokenKind::kStart), 1);
  EXPECT_EQ(merged.tokens.size(),
            documents_[0].tokens.size() + documents_[1].tokens.size() + documents_[2].tokens.size() - 2);
}

TEST_F(MergeTest, UsesNoNumberTwice) {
  const Sequence merged = MergeDocuments(views_, random_);
  std::set<int32_t> numbers;
  for (size_t i = 0; i < merged.tokens.size(); ++i) {
    if (merged.kinds[i] != TokenKind::kNumber) continue;
    EXPECT_TRUE(numbers.insert(merged.tokens[i]).second) << merged.tokens[i];
  }
  EXPECT_EQ(numbers.size(), 9u);  // one recalled fact a document comes on top
}

TEST_F(MergeTest, KeepsWordsAndLoss) {
  const Sequence merged = MergeDocuments(views_, random_);
  std::multiset<int32_t> words;
  double weight = 0;
  for (const Sequence& s : documents_) {
    words.merge(Words(s));
    weight += std::accumulate(s.loss_weight.begin(), s.loss_weight.end(), 0.0);
  }
  words.erase(words.find(SpecialTokens::kStart));
  words.erase(words.find(SpecialTokens::kStart));
  EXPECT_EQ(Words(merged), words);
  EXPECT_EQ(std::accumulate(merged.loss_weight.begin(), merged.loss_weight.end(), 0.0), weight);
}

TEST_F(MergeTest, CitationsFollowTheirFacts) {
  const Sequence alone = documents_[1];
  const Sequence merged = MergeDocuments({views_[1]}, random_);
  ASSERT_EQ(merged.tokens.size(), alone.tokens.size());
  std::map<int, int> renamed;
  for (size_t i = 0; i < alone.tokens.size(); ++i) {
    const int before = SpecialTokens::NumberOf(alone.tokens[i]), after = SpecialTokens::NumberOf(merged.tokens[i]);
    if (before == 0) {
      EXPECT_EQ(merged.tokens[i], alone.tokens[i]);
    } else {
      EXPECT_EQ(renamed.emplace(before, after).first->second, after);
    }
  }
}

TEST_F(MergeTest, QuestionsOfAMergedDocumentDoNotSeeEachOther) {
  const Sequence merged = MergeDocuments(views_, random_);
  const SegmentLayout layout = LayOut(merged.kinds, testing::SmallModel(), 0);
  size_t block = 0;
  for (size_t i = 1; i < merged.kinds.size(); ++i) {
    if (merged.kinds[i] == TokenKind::kQuestion && merged.kinds[i - 1] != TokenKind::kQuestion) block = i;
    if (block == 0 || merged.kinds[i] != TokenKind::kDerivation) continue;
    EXPECT_EQ(layout.spans[i].begin, static_cast<int32_t>(block));
  }
}

TEST(CountNumbers, CountsFactsAndDerivedSteps) {
  Random random(1);
  EXPECT_EQ(CountNumbers(View(testing::RandomDocument(random, 4))), 5);
}

}  // namespace
}  // namespace lethe

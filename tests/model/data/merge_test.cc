#include "model/data/merge.h"

#include <gtest/gtest.h>

#include <set>

#include "model/layers/segments.h"
#include "tests/support/small_model.h"

namespace lethe {
namespace {

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
    for (const Sequence& s : documents_) contexts_.push_back({View(s)});
  }
  Random random_{3};
  std::vector<Sequence> documents_;
  std::vector<SharedContext> contexts_;
};

TEST_F(MergeTest, PutsAllFactsBeforeTheFirstQuestion) {
  const Sequence merged = MergeDocuments(contexts_, random_);
  const auto question = std::find(merged.kinds.begin(), merged.kinds.end(), TokenKind::kQuestion);
  EXPECT_EQ(std::count(merged.kinds.begin(), question, TokenKind::kNumber), 6);
  EXPECT_EQ(std::count(merged.kinds.begin(), merged.kinds.end(), TokenKind::kStart), 1);
  EXPECT_EQ(merged.tokens.size(),
            documents_[0].tokens.size() + documents_[1].tokens.size() + documents_[2].tokens.size() - 2);
}

TEST_F(MergeTest, UsesNoNumberTwice) {
  const Sequence merged = MergeDocuments(contexts_, random_);
  std::set<int32_t> numbers;
  for (size_t i = 0; i < merged.tokens.size(); ++i) {
    if (merged.kinds[i] != TokenKind::kNumber) continue;
    EXPECT_TRUE(numbers.insert(merged.tokens[i]).second) << merged.tokens[i];
  }
  EXPECT_EQ(numbers.size(), 9u);  // one recalled fact a document comes on top
}

TEST_F(MergeTest, KeepsWordsAndLoss) {
  const Sequence merged = MergeDocuments(contexts_, random_);
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
  const Sequence merged = MergeDocuments({contexts_[1]}, random_);
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
  const Sequence merged = MergeDocuments(contexts_, random_);
  const SegmentLayout layout = LayOut(merged.kinds, testing::SmallModel(), 0);
  size_t block = 0;
  for (size_t i = 1; i < merged.kinds.size(); ++i) {
    if (merged.kinds[i] == TokenKind::kQuestion && merged.kinds[i - 1] != TokenKind::kQuestion) block = i;
    if (block == 0 || merged.kinds[i] != TokenKind::kDerivation) continue;
    EXPECT_EQ(layout.spans[i].begin, static_cast<int32_t>(block));
  }
}

// A second question over the facts of a document, under other numbers.
Sequence Sibling(const Sequence& document, int shift) {
  Sequence sibling = document;
  for (int32_t& token : sibling.tokens) {
    const int number = SpecialTokens::NumberOf(token);
    if (number > 0) token = SpecialTokens::Number(1 + (number - 1 + shift) % kMaxNumber);
  }
  return sibling;
}

TEST_F(MergeTest, FactsThatQuestionsShareStandOnce) {
  const Sequence other = Sibling(documents_[2], 31);
  contexts_[2].push_back(View(other));
  const Sequence merged = MergeDocuments(contexts_, random_);
  const auto question = std::find(merged.kinds.begin(), merged.kinds.end(), TokenKind::kQuestion);
  EXPECT_EQ(std::count(merged.kinds.begin(), question, TokenKind::kNumber), 6);
  EXPECT_EQ(std::count(merged.tokens.begin(), merged.tokens.end(), SpecialTokens::kQuestion), 4);
  // Both questions, the last two, cite the facts by the numbers that these have now; each has its own for what is new.
  std::vector<std::vector<int>> cited;
  std::set<int> facts;
  for (size_t i = 0; i < merged.tokens.size(); ++i) {
    if (merged.tokens[i] == SpecialTokens::kQuestion) cited.emplace_back();
    const int number = SpecialTokens::NumberOf(merged.tokens[i]);
    if (number == 0) continue;
    if (cited.empty()) {
      facts.insert(number);
    } else {
      cited.back().push_back(number);
    }
  }
  ASSERT_EQ(cited[2].size(), cited[3].size());
  size_t shared = 0;
  for (size_t i = 0; i < cited[2].size(); ++i) {
    EXPECT_EQ(facts.contains(cited[2][i]), cited[2][i] == cited[3][i]);
    shared += cited[2][i] == cited[3][i];
  }
  EXPECT_GT(shared, 0u);
  EXPECT_LT(shared, cited[2].size());
}

TEST_F(MergeTest, TheHashOfAContextLeavesNumbersAndQuestionOut) {
  Sequence other = Sibling(documents_[2], 31);
  other.tokens.back() = SpecialTokens::kAnswer;
  EXPECT_EQ(HashContext(View(documents_[2])), HashContext(View(other)));
  EXPECT_NE(HashContext(View(documents_[2])), HashContext(View(documents_[1])));
  other.tokens[1] = SpecialTokens::kSeparator;
  EXPECT_NE(HashContext(View(documents_[2])), HashContext(View(other)));
}

TEST(CountNumbers, CountsFactsOnceAndEachQuestionsDerivedSteps) {
  Random random(1);
  const Sequence document = testing::RandomDocument(random, 4), sibling = Sibling(document, 40);
  EXPECT_EQ(CountNumbers({View(document)}), 5);
  EXPECT_EQ(CountNumbers({View(document), View(sibling)}), 6);
}

}  // namespace
}  // namespace lethe

#include "model/word_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Words (120), (120 140) and (130); 140 goes on with a word.
class WordIndexTest : public ::testing::Test {
 protected:
  WordIndexTest() {
    std::vector<uint8_t> continues(141, 0);
    continues[140] = 1;
    const std::vector<std::u32string> words = {{120}, {120, 140}, {130}};
    index_ = WordIndex(words, continues);
  }

  std::vector<TablePlace> FindInFact(const std::vector<int32_t>& tokens) const {
    return index_.Find(tokens, std::vector<TokenKind>(tokens.size(), TokenKind::kFact));
  }

  WordIndex index_;
};

TEST_F(WordIndexTest, FindsWholeWordsAtTheirLastToken) {
  EXPECT_THAT(FindInFact({120, 130, 120, 140, 111}), ElementsAre(TablePlace{0, 0}, TablePlace{1, 2}, TablePlace{3, 1}));
  // 130 140 is another word than 130, and so is 120 140 140.
  EXPECT_THAT(FindInFact({130, 140, 120, 140, 140, 111}), IsEmpty());
  EXPECT_THAT(FindInFact({140, 120}), ElementsAre(TablePlace{1, 0}));
}

TEST_F(WordIndexTest, FindsThemInFactsAndQuestionsAlone) {
  using enum TokenKind;
  const std::vector<int32_t> tokens = {120, 120, 130, 120};
  const std::vector<TokenKind> kinds = {kFact, kQuestion, kDerivation, kNumber};
  EXPECT_THAT(index_.Find(tokens, kinds), ElementsAre(TablePlace{0, 0}, TablePlace{1, 0}));
  // What follows is of another kind, and no part of the word.
  const std::vector<int32_t> parted = {120, 140};
  EXPECT_THAT(index_.Find(parted, std::vector<TokenKind>{kFact, kQuestion}), ElementsAre(TablePlace{0, 0}));
}

TEST_F(WordIndexTest, PiecesBeyondTheTableBeginWords) {
  EXPECT_THAT(FindInFact({120, 4000}), ElementsAre(TablePlace{0, 0}));
}

TEST_F(WordIndexTest, OfEqualWordsTheFirstCounts) {
  const std::vector<std::u32string> words = {{120}, {130}, {120}};
  index_ = WordIndex(words, {});
  EXPECT_THAT(FindInFact({120}), ElementsAre(TablePlace{0, 0}));
}

}  // namespace
}  // namespace lethe

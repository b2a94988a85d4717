#include "model/data/word_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/word_table.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ThrowsCode;
using testing::WriteWordTable;

// Words (120), (120 140) and (130); 140 goes on with a word.
class WordVectorsTest : public testing::TempDir {
 protected:
  WordVectorsTest() { WriteWordTable(File(), {{{120}, {4, 1}}, {{120, 140}, {1, 5}}, {{130}, {-2, 0}}}, {140}); }
  Path File() const { return dir() / "words.safetensors"; }

  // Last tokens and rows of the words found.
  std::vector<std::pair<int64_t, int64_t>> Find(const std::vector<int32_t>& tokens,
                                                const std::vector<TokenKind>& kinds) const {
    const std::vector<float> weights(tokens.size(), 0);
    std::vector<std::pair<int64_t, int64_t>> found;
    for (const WordVectors::Word& word : WordVectors(File()).Find({tokens, kinds, weights}))
      found.emplace_back(word.last, word.row);
    return found;
  }
  std::vector<std::pair<int64_t, int64_t>> FindInFact(const std::vector<int32_t>& tokens) const {
    return Find(tokens, std::vector<TokenKind>(tokens.size(), TokenKind::kFact));
  }
};

TEST_F(WordVectorsTest, FindsWholeWordsAtTheirLastToken) {
  EXPECT_THAT(FindInFact({120, 130, 120, 140, 111}), ElementsAre(std::pair(0, 0), std::pair(1, 2), std::pair(3, 1)));
  // 130 140 is another word than 130, and so is 120 140 140.
  EXPECT_THAT(FindInFact({130, 140, 120, 140, 140, 111}), IsEmpty());
  EXPECT_THAT(FindInFact({140, 120}), ElementsAre(std::pair(1, 0)));
}

TEST_F(WordVectorsTest, FindsThemInFactsAndQuestionsAlone) {
  using enum TokenKind;
  EXPECT_THAT(Find({120, 120, 130, 120}, {kFact, kQuestion, kDerivation, kNumber}),
              ElementsAre(std::pair(0, 0), std::pair(1, 0)));
  // What follows is of another kind, and no part of the word.
  EXPECT_THAT(Find({120, 140}, {kFact, kQuestion}), ElementsAre(std::pair(0, 0)));
}

TEST_F(WordVectorsTest, VectorsAreCentredAndOfLengthOne) {
  const torch::Tensor vectors = WordVectors(File()).vectors();  // the mean was (1, 2)
  EXPECT_TRUE(torch::allclose(vectors[0], torch::tensor({3.0f, -1.0f}) / std::sqrt(10.0f)));
  EXPECT_TRUE(torch::allclose(vectors[1], torch::tensor({0.0f, 1.0f})));
}

TEST_F(WordVectorsTest, LosesTheTwoDirectionsInWhichAllVaryMost) {
  std::vector<testing::WordOfTable> words;
  torch::manual_seed(3);
  for (int32_t i = 0; i < 30; ++i) {
    const torch::Tensor v = torch::randn(4) * torch::tensor({50.0f, 1.0f, 70.0f, 1.0f});
    words.push_back({{112 + i}, {v.data_ptr<float>(), v.data_ptr<float>() + 4}});
  }
  WriteWordTable(File(), words, {});
  const torch::Tensor rest = WordVectors(File()).vectors().abs().mean(0);
  EXPECT_LT(rest[0].item<float>(), 0.1 * rest[1].item<float>());
  EXPECT_LT(rest[2].item<float>(), 0.1 * rest[3].item<float>());
}

TEST_F(WordVectorsTest, DrawsWordsAsFactsThatItFindsAgain) {
  const WordVectors words(File());
  Random random(4), same(4);
  const Sequence document = words.DrawWords(20, random);
  EXPECT_EQ(document.tokens, words.DrawWords(20, same).tokens);
  const TokenDocument view{document.tokens, document.kinds, document.loss_weight};
  EXPECT_EQ(words.Find(view).size(), 20u);
  EXPECT_EQ(std::count(document.kinds.begin(), document.kinds.end(), TokenKind::kNumber), 3);
  EXPECT_EQ(document.kinds.front(), TokenKind::kStart);
  EXPECT_EQ(document.kinds.back(), TokenKind::kNumber);
  EXPECT_EQ(std::count(document.loss_weight.begin(), document.loss_weight.end(), 0.0f),
            static_cast<ptrdiff_t>(document.tokens.size()));
  EXPECT_NO_THROW(PackDocuments({view}, testing::SmallModel(), torch::kCPU));
}

TEST_F(WordVectorsTest, DrawsTheFirstWordsMostOften) {
  const WordVectors words(File());
  Random random(5);
  const Sequence document = words.DrawWords(600, random);
  std::array<int, 3> drawn{};
  for (const WordVectors::Word& word : words.Find({document.tokens, document.kinds, document.loss_weight}))
    ++drawn[static_cast<size_t>(word.row)];
  EXPECT_GT(drawn[0], drawn[1]);
  EXPECT_GT(drawn[1], drawn[2]);
  EXPECT_GT(drawn[2], 0);
}

TEST_F(WordVectorsTest, NamesAFileThatIsNoTable) {
  SaveTensors(File(), {{"weight", torch::zeros({2, 2})}});
  EXPECT_THAT([&] { WordVectors words(File()); }, ThrowsCode(Code::kDataLoss, "lacks \"pieces\""));
}

}  // namespace
}  // namespace lethe

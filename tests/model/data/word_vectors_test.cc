#include "model/data/word_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/vector_files.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;
using testing::WriteWordTable;
using Place = VectorTable::Place;

// Words (120), (120 140) and (130); 140 goes on with a word.
class WordVectorsTest : public testing::TempDir {
 protected:
  WordVectorsTest() { WriteWordTable(File(), {{{120}, {4, 1}}, {{120, 140}, {1, 5}}, {{130}, {-2, 0}}}, {140}); }
  Path File() const { return dir() / "words.safetensors"; }

  std::vector<Place> Find(const std::vector<int32_t>& tokens, const std::vector<TokenKind>& kinds) const {
    const std::vector<float> weights(tokens.size(), 0);
    return WordVectors(File()).Find({tokens, kinds, weights});
  }
};

TEST_F(WordVectorsTest, FindsTheWordsOfItsTable) {
  using enum TokenKind;
  EXPECT_THAT(Find({120, 130, 120, 140, 130}, {kFact, kFact, kFact, kFact, kDerivation}),
              ElementsAre(Place{0, 0}, Place{1, 2}, Place{3, 1}));
}

TEST_F(WordVectorsTest, ReadsWhatTheTableHolds) {
  const WordTable table = ReadWordTable(File());
  EXPECT_THAT(table.words, ElementsAre(std::u32string{120}, std::u32string{120, 140}, std::u32string{130}));
  EXPECT_EQ(table.continues.size(), 150u);
  EXPECT_EQ(table.continues[140], 1);
  EXPECT_TRUE(torch::equal(table.vectors, WordVectors(File()).vectors()));
}

TEST_F(WordVectorsTest, DrawsWordsAsFactsThatItFindsAgain) {
  const WordVectors words(File());
  Random random(4), same(4);
  const std::vector<Sequence> documents = words.Draw(116, random);
  ASSERT_EQ(documents.size(), 2u);  // of 96 words at most
  EXPECT_EQ(documents[1].tokens, words.Draw(116, same)[1].tokens);
  const Sequence& document = documents[1];
  const TokenDocument view = View(document);
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
  std::array<int, 3> drawn{};
  for (const Sequence& document : words.Draw(960, random)) {
    for (const Place& place : words.Find(View(document))) ++drawn[static_cast<size_t>(place.row)];
  }
  EXPECT_GT(drawn[0], 480);  // evenly it would be 320
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

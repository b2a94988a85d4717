#include "model/tokenizer/word_pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "model/safetensors.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;

class WordPiecesTest : public testing::TempDir {
 protected:
  size_t Write(const std::string& vectors, size_t first = 0, size_t words = 100) {
    return WriteWordVectors(*tokenizer_, {WriteTemp("vectors.txt", vectors), Table(), first, words});
  }
  Path Table() const { return dir() / "words.safetensors"; }

  std::vector<std::string> Words() const {
    const SafetensorsFile file(Table());
    const TensorView& pieces = file.Find("pieces");
    std::vector<int32_t> ids(pieces.bytes.size() / sizeof(int32_t));
    std::memcpy(ids.data(), pieces.bytes.data(), pieces.bytes.size());
    std::vector<std::string> words;
    for (size_t i = 0; i < ids.size(); i += kMaxPieces)
      words.push_back(tokenizer_->Decode(std::span(ids).subspan(i, kMaxPieces)));
    return words;
  }

  std::unique_ptr<Tokenizer> tokenizer_ =
      Tokenizer::Load(testing::SourceTree() / "deploy/bundle/model/tokenizer.model");
};

TEST_F(WordPiecesTest, KeepsThePiecesAndNumbersOfPlainWords) {
  EXPECT_EQ(Write("the 1 2\n, 3 4\nmount 5 6\nParis 7 8\nx2 9 10\nprairie 11 12.5\n"), 3u);
  EXPECT_THAT(Words(), ElementsAre("the", "mount", "prairie"));
  const SafetensorsFile file(Table());
  const TensorView& vectors = file.Find("vectors");
  ASSERT_THAT(vectors.shape, ElementsAre(3, 2));
  float last = 0;
  std::memcpy(&last, vectors.bytes.data() + vectors.bytes.size() - sizeof(float), sizeof(float));
  EXPECT_EQ(last, 12.5f);
}

TEST_F(WordPiecesTest, TakesTheWordsBehindTheFirstUpToALimit) {
  EXPECT_EQ(Write("the 1 2\nof 3 4\nmount 5 6\nride 7 8\nsail 9 9\n", 2, 2), 2u);
  EXPECT_THAT(Words(), ElementsAre("mount", "ride"));
}

TEST_F(WordPiecesTest, PassesOverTheFirstLineOfFastText) {
  EXPECT_EQ(Write("2 3\nmount 1 2 3\nride 4 5 6\n"), 2u);
}

TEST_F(WordPiecesTest, LeavesOutWordsOfTooManyPieces) {
  EXPECT_EQ(Write("mount 1 2\nqzxjvkwqzxjvkwqzxjvkw 3 4\n"), 1u);
}

TEST_F(WordPiecesTest, SaysWhichPiecesGoOnWithAWord) {
  Write("mount 1 2\n");
  const SafetensorsFile file(Table());
  const std::string_view continues = file.Find("continues").bytes;
  const auto goes_on = [&](std::string_view piece) {
    for (int32_t token = 0; token < tokenizer_->vocab_size(); ++token) {
      if (tokenizer_->Piece(token) == piece) return continues[static_cast<size_t>(token)] != 0;
    }
    ADD_FAILURE() << "no piece " << piece;
    return false;
  };
  for (const char* piece : {"a", "ing", "Z", "7", "<0xC3>", "\u00e9"}) EXPECT_TRUE(goes_on(piece)) << piece;
  for (const char* piece : {"\u2581", "\u2581the", ".", "'", "?", "\u20ac"}) EXPECT_FALSE(goes_on(piece)) << piece;
  EXPECT_EQ(continues[SpecialTokens::kSeparator], 0);
  EXPECT_EQ(continues[static_cast<size_t>(SpecialTokens::Number(5))], 0);
}

TEST_F(WordPiecesTest, NamesTheLineThatIsNoVector) {
  EXPECT_THAT([&] { Write("mount 1 2\nride 3\n"); }, ThrowsCode(Code::kInvalidArgument, "txt:2: 1 numbers behind"));
  EXPECT_THAT([&] { Write("mount 1 two\n"); }, ThrowsCode(Code::kInvalidArgument, "\"two\" is no number"));
  EXPECT_THAT([&] { Write("mount 1 nan\n"); }, ThrowsCode(Code::kInvalidArgument, "\"nan\" is no number"));
  EXPECT_THAT([&] { Write("The 1 2\n"); }, ThrowsCode(Code::kInvalidArgument, "no word of lower-case letters"));
  EXPECT_THAT([&] { WriteWordVectors(*tokenizer_, {dir() / "none", Table()}); }, ThrowsCode(Code::kNotFound, "none"));
}

TEST_F(WordPiecesTest, PassesOverWordsWithSpaces) {
  EXPECT_EQ(Write("mount 1 2\nat home 3 4\nride 5 6\n"), 2u);
  EXPECT_THAT(Words(), ElementsAre("mount", "ride"));
}

}  // namespace
}  // namespace lethe

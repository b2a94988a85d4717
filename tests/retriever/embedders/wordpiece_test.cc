#include "retriever/embedders/wordpiece.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using testing::ThrowsCode;

// tests/goldens/bert_golden.py made them.
Path Data() {
  return testing::SourceTree() / "tests/retriever/data";
}

WordpieceOptions Options(bool lower) {
  return {lower, lower, true};
}

std::vector<std::string> Pieces(const Wordpiece& tokenizer, const std::string& text) {
  std::vector<std::string> pieces;
  for (const int32_t id : tokenizer.Encode(text)) pieces.push_back(tokenizer.Piece(id));
  return pieces;
}

TEST(WordpieceTest, GivesTheWordsAndPiecesOfAnIndependentProgram) {
  const json golden = json::parse(ReadFile(Data() / "bert_golden.json"));
  for (const auto& [folder, set] : golden.items()) {
    const bool lower = set["lower"];
    const Wordpiece tokenizer(Data() / folder / "vocab.txt", Options(lower));
    ASSERT_GT(set["cases"].size(), 10u);
    for (const json& item : set["cases"]) {
      const std::string text = set["prefix"].get<std::string>() + item["text"].get<std::string>();
      EXPECT_EQ(SplitBertWords(text, Options(lower)), item["words"].get<std::vector<std::string>>()) << text;
      EXPECT_EQ(Pieces(tokenizer, text), item["pieces"].get<std::vector<std::string>>()) << text;
    }
  }
}

TEST(WordpieceTest, SplitsChineseOnlyWhereAsked) {
  EXPECT_THAT(SplitBertWords("in\u4e2d\u56fd", {true, true, true}), ElementsAre("in", "\u4e2d", "\u56fd"));
  EXPECT_THAT(SplitBertWords("in\u4e2d\u56fd", {true, true, false}), ElementsAre("in\u4e2d\u56fd"));
}

TEST(WordpieceTest, AccentsStayWhereOnlyCaseGoes) {
  EXPECT_THAT(SplitBertWords("CAF\u00c9", {true, false, true}), ElementsAre("caf\u00e9"));
}

TEST(WordpieceTest, PassesOverMalformedBytes) {
  EXPECT_THAT(SplitBertWords("os\xfflo\xc3", {true, true, true}), ElementsAre("oslo"));
}

class VocabularyTest : public testing::TempDir {};

TEST_F(VocabularyTest, ReadsLinesOfWindowsToo) {
  const Path file = WriteTemp("vocab.txt", "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nos\r\n##lo\r\n");
  const Wordpiece tokenizer(file, {});
  EXPECT_EQ(tokenizer.size(), 6u);
  EXPECT_THAT(tokenizer.Encode("Oslo so"), ElementsAre(4, 5, tokenizer.unknown()));
  EXPECT_EQ(tokenizer.begin(), 2);
  EXPECT_EQ(tokenizer.end(), 3);
  EXPECT_EQ(tokenizer.padding(), 0);
}

TEST_F(VocabularyTest, RefusesWhatIsNone) {
  const Path bare = WriteTemp("bare.txt", "[PAD]\n[UNK]\n[CLS]\n");
  EXPECT_THAT([&] { Wordpiece(bare, {}); }, ThrowsCode(Code::kInvalidArgument, "bare.txt: has no [SEP]"));
  const Path twice = WriteTemp("twice.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb\na\n");
  EXPECT_THAT([&] { Wordpiece(twice, {}); }, ThrowsCode(Code::kInvalidArgument, "twice.txt:7: the piece \"a\""));
  EXPECT_THAT([&] { Wordpiece(dir() / "absent.txt", {}); }, ThrowsCode(Code::kNotFound, "absent.txt"));
}

}  // namespace
}  // namespace lethe

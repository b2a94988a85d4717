#include "datasets/plain_text/corpus.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;

class CorpusTest : public testing::TempDir {
 protected:
  static PlainTextConfig Config(const std::string& format, const Path& corpus) {
    PlainTextConfig config;
    config.set_format(format);
    config.add_corpus(corpus.string());
    config.set_passage_bytes(16);
    return config;
  }
  static std::vector<CorpusPart> ReadAll(const PlainTextConfig& config) {
    CorpusReader reader(config);
    std::vector<CorpusPart> parts;
    for (CorpusPart part; reader.Next(part);) parts.push_back(part);
    return parts;
  }
};

TEST_F(CorpusTest, EachStoryIsADocument) {
  const Path file = WriteTemp("s.txt", "Ann sat down. Bo came.\n<|endoftext|>\nCy ran away.\n<|endoftext|>\n");
  const auto parts = ReadAll(Config("tinystories", file));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].document, 0u);
  EXPECT_THAT(parts[0].passages, ElementsAre("Ann sat down.", "Bo came."));
  EXPECT_EQ(parts[1].document, 1u);
  EXPECT_EQ(parts[1].first_passage, 0u);
  EXPECT_EQ(parts[1].source, "s#2");
}

TEST_F(CorpusTest, ThePartsOfOneBookAreOneDocument) {
  std::string book;
  for (int i = 0; i < 12000; ++i) book += StrCat("Line ", i, " is here.\n\n");
  WriteTemp("books/a.txt", book);
  WriteTemp("books/b.txt", "Another book.\n");
  const auto parts = ReadAll(Config("books", dir() / "books"));
  ASSERT_GT(parts.size(), 2u);
  uint64_t passages = 0;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    EXPECT_EQ(parts[i].document, 0u);
    EXPECT_EQ(parts[i].first_passage, passages);
    passages += parts[i].passages.size();
  }
  EXPECT_EQ(parts.back().document, 1u);
  EXPECT_EQ(parts.back().first_passage, 0u);
}

TEST_F(CorpusTest, WebPagesOfOneTitleStayApart) {
  const Path file = WriteTemp("w.jsonl", R"({"text": "One here.", "title": "T"})"
                                         "\n"
                                         R"({"text": "Two here.", "title": "T"})"
                                         "\n");
  const auto parts = ReadAll(Config("openwebtext", file));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].document, 1u);
}

TEST_F(CorpusTest, SeveralCorporaAreReadOneAfterTheOther) {
  PlainTextConfig config = Config("tinystories", WriteTemp("a.txt", "Ann sat.\n"));
  config.add_corpus(WriteTemp("b.txt", "Bo sat.\n").string());
  const auto parts = ReadAll(config);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].passages[0], "Bo sat.");
  EXPECT_EQ(parts[1].document, 1u);
}

TEST_F(CorpusTest, CountsBadRecordsThatItLeavesOut) {
  PlainTextConfig config = Config("openwebtext", WriteTemp("w.jsonl", "{\"text\": 1}\n{\"text\": \"Two.\"}\n"));
  EXPECT_THAT([&] { ReadAll(config); }, ThrowsCode(Code::kInvalidArgument, "w.jsonl:1"));
  config.set_skip_bad(1);
  CorpusReader reader(config);
  CorpusPart part;
  EXPECT_TRUE(reader.Next(part));
  EXPECT_FALSE(reader.Next(part));
  EXPECT_EQ(reader.skipped(), 1u);
  EXPECT_EQ(reader.documents(), 1u);
}

TEST_F(CorpusTest, AConfigThatCannotBeReadIsNamed) {
  EXPECT_THAT([&] { CorpusReader reader(Config("squad", dir())); }, ThrowsCode(Code::kInvalidArgument, "tinystories"));
  PlainTextConfig config = Config("text", dir());
  config.set_passage_bytes(3);
  EXPECT_THAT([&] { CorpusReader reader(config); }, ThrowsCode(Code::kInvalidArgument, "passage_bytes"));
  config.clear_corpus();
  EXPECT_THAT([&] { CorpusReader reader(config); }, ThrowsCode(Code::kInvalidArgument, "corpus"));
}

}  // namespace
}  // namespace lethe

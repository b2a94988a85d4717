#include "datasets/readers/squad.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class SquadReaderTest : public testing::TempDir {
 protected:
  std::string Article(const std::string& questions) const {
    return R"({"data": [{"title": "The_Café", "paragraphs": [{"context": "Émile wrote “Nana” in 1880.", "qas": [)" +
           questions + R"(]}]}], "version": "v2.0"})";
  }
  std::vector<Record> Read(const std::string& text) const {
    Reader reader("squad", WriteTemp("dev.json", text), {});
    std::vector<Record> records;
    for (Record record; reader.Next(record);) records.push_back(record);
    return records;
  }
};

TEST_F(SquadReaderTest, AnswersAreSpansInBytes) {
  const auto records = Read(Article(
      R"({"id": "1", "question": " What? ", "answers": [{"text": "“Nana”", "answer_start": 12}, {"text": "“Nana”",)"
      R"( "answer_start": 12}, {"text": "Nana", "answer_start": 13}]},)"
      R"( {"question": "Who?", "id": "2", "is_impossible": true, "answers": []})"));
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].title, "The Café");
  EXPECT_EQ(records[0].question, "What?");
  EXPECT_THAT(records[0].answers, ::testing::ElementsAre("“Nana”", "Nana"));
  for (size_t i = 0; i < 2; ++i) {
    const AnswerSpan span = records[0].spans[i];
    EXPECT_EQ(records[0].text.substr(span.begin, span.end - span.begin), records[0].answers[i]);
  }
  EXPECT_FALSE(records[1].answerable);
  EXPECT_TRUE(records[1].answers.empty());
}

TEST_F(SquadReaderTest, ErrorsNameArticleParagraphQuestionAndField) {
  const auto read = [&](const std::string& questions) { return [this, questions] { Read(Article(questions)); }; };
  EXPECT_THAT(
      read(R"({"id": "1", "answers": []})"),
      ThrowsCode(Code::kInvalidArgument, "dev.json:1: field \"data[0].paragraphs[0].qas[0].question\" is missing"));
  EXPECT_THAT(read(R"({"id": "1", "question": "Q?", "answers": [{"text": "Nana", "answer_start": 5}]})"),
              ThrowsCode(Code::kInvalidArgument, "qas[0].answers[0].answer_start"));
  EXPECT_THAT(read(R"({"id": "1", "question": "Q?", "answers": []})"),
              ThrowsCode(Code::kInvalidArgument, "a list with an answer (id \"1\")"));
  EXPECT_THAT([&] { Read("{\"version\": 1}"); }, ThrowsCode(Code::kInvalidArgument, "has no list \"data\""));
  EXPECT_THAT([&] { Read(R"({"data": [{"title": "x", "paragraphs": [)"); },
              ThrowsCode(Code::kInvalidArgument, "the file ends inside of a record"));
}

TEST_F(SquadReaderTest, AnArticleWithoutParagraphsIsOneBadRecord) {
  const Path file =
      WriteTemp("dev.json", R"({"data": [{"title": "x"}, 7, {"title": "y", "paragraphs": [{"context": "A."}]}]})");
  ReadOptions options;
  options.skip_bad = 9;
  Reader reader("squad", file, options);
  Record record;
  EXPECT_THAT([&] { reader.Next(record); }, ThrowsCode(Code::kInvalidArgument, "all 3 were left out"));
  EXPECT_EQ(reader.stats().skipped, 3u);
  EXPECT_THAT(reader.stats().reasons[1], ::testing::EndsWith("dev.json:1: data[1]: the record must be an object"));
}

}  // namespace
}  // namespace lethe

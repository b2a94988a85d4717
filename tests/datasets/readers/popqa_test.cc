#include "datasets/readers/popqa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class PopQaTest : public testing::TempDir {
 protected:
  std::vector<SourceFact> Read(const std::string& lines) const {
    std::vector<SourceFact> read;
    ReadPopQa(WriteTemp("p.jsonl", lines), [&](const SourceFact& fact) { read.push_back(fact); });
    return read;
  }
};

TEST_F(PopQaTest, ReadsRecordsAndQuestions) {
  const auto read = Read(
      R"({"subj": "George Rankin", "prop": "occupation", "obj": "politician", "s_aliases": ["George James Rankin"], "question": "x", "possible_answers": ["politician"]}
{"question": "Who was the director of The Trial?", "possible_answers": ["Orson Welles", "Welles"]}
{"question": "What is Madrid the capital of?", "possible_answers": ["Spain"]}
{"question": "What is Paul Hindemith's occupation?", "possible_answers": ["composer"]}
{"question": "Of no known form?", "possible_answers": ["x"]}
)");
  ASSERT_EQ(read.size(), 4u);
  EXPECT_THAT(read[0].aliases, ::testing::ElementsAre("George James Rankin"));
  EXPECT_EQ(read[1].subject + "|" + read[1].relation + "|" + read[1].object, "The Trial|director|Orson Welles");
  EXPECT_EQ(read[2].subject + "|" + read[2].relation, "Madrid|capital of");
  EXPECT_EQ(read[3].subject + "|" + read[3].relation, "Paul Hindemith|occupation");
}

TEST_F(PopQaTest, AMalformedLineIsNamed) {
  EXPECT_THAT([&] { Read("{\"question\": \"x\"}\n"); },
              ThrowsCode(Code::kInvalidArgument, "p.jsonl:1: field \"possible_answers\" is missing"));
  EXPECT_THAT([&] { Read("{\"question\": \"x\", \"id\": 7, \"possible_answers\": []}\n"); },
              ThrowsCode(Code::kInvalidArgument, "begins with an answer (id \"7\")"));
}

TEST_F(PopQaTest, AReaderGivesEveryQuestionWithItsPassages) {
  const Path file =
      WriteTemp("p.jsonl", R"({"id": 3, "subj": "Ann", "prop": "occupation", "question": "What is Ann?",)"
                           R"( "possible_answers": ["painter", "artist"], "s_aliases": ["A"],)"
                           R"( "paragraphs": [{"title": "Ann", "text": "Ann paints.", "is_supporting": true}]})"
                           "\nnone\n"
                           R"({"question": "Of no known form?", "possible_answers": ["x"]})");
  ReadOptions options;
  options.skip_bad = 1;
  Reader reader("popqa", file, options);
  Record record;
  ASSERT_TRUE(reader.Next(record));
  EXPECT_EQ(record.id, "3");
  EXPECT_EQ(record.triples.at(0).object, "painter");
  EXPECT_THAT(record.answers, ::testing::ElementsAre("painter", "artist"));
  EXPECT_THAT(record.aliases, ::testing::ElementsAre("A"));
  EXPECT_TRUE(record.passages.at(0).supporting);
  ASSERT_TRUE(reader.Next(record));
  EXPECT_TRUE(record.triples.empty());
  EXPECT_EQ(record.id, "p.jsonl:3");
  EXPECT_EQ(reader.stats().skipped, 1u);
}

}  // namespace
}  // namespace lethe

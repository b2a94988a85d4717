#include "datasets/readers/entity_questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class EntityQuestionsTest : public testing::TempDir {
 protected:
  std::vector<EntityQuestion> Read(const std::string& lines) const {
    const Path templates =
        WriteTemp("t.json", R"({"P19": "Where was [X] born?", "P19_similar": "What is the birthplace of [X]?"})");
    std::vector<EntityQuestion> read;
    EntityQuestionsReader(templates).ForEach(WriteTemp("q.jsonl", lines),
                                             [&](const EntityQuestion& question) { read.push_back(question); });
    return read;
  }
};

TEST_F(EntityQuestionsTest, AnyTemplateOfThePropertyGivesTheSubject) {
  const auto read = Read(R"({"relation": "P19", "question": "Where was Ann O'Hara born?", "answers": ["Oslo", "Norway"]}
{"relation": "P19", "question": "What is the birthplace of Bo?", "answers": ["Rome"]}
{"relation": "P19", "question": "Of no known form?", "answers": ["Rome"]}
)");
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].subject, "Ann O'Hara");
  EXPECT_THAT(read[0].answers, ::testing::ElementsAre("Oslo", "Norway"));
  EXPECT_EQ(read[1].subject, "Bo");
}

TEST_F(EntityQuestionsTest, ErrorsNameTheLine) {
  EXPECT_THAT([&] { Read("{}\n"); }, ThrowsCode(Code::kInvalidArgument, "q.jsonl:1: field \"relation\" is missing"));
  EXPECT_THAT([&] { Read(R"({"relation": "P19", "question": "?", "answers": []})"); },
              ThrowsCode(Code::kInvalidArgument, "q.jsonl:1: field \"answers\""));
  EXPECT_THAT([&] { Read(R"({"relation": "P99", "question": "?", "answers": ["x"]})"); },
              ThrowsCode(Code::kNotFound, "P99"));
  EXPECT_THAT([&] { EntityQuestionsReader(WriteTemp("bad.json", R"({"P1": "no hole"})")); },
              ThrowsCode(Code::kInvalidArgument, "[X]"));
}

TEST_F(EntityQuestionsTest, AReaderGivesFactsByThePublishedTemplates) {
  const Path file =
      WriteTemp("q.jsonl", R"({"relation": "P40", "question": "Who is Ann's child?", "answers": ["Bo", "B."]}
{"relation": "P40", "question": "Whose child?", "answers": ["Bo"]}
)");
  Reader reader("entityquestions", file, {});
  Record record;
  ASSERT_TRUE(reader.Next(record));
  EXPECT_EQ(record.type, "P40");
  ASSERT_EQ(record.triples.size(), 1u);
  EXPECT_EQ(record.triples[0].subject + "|" + record.triples[0].relation + "|" + record.triples[0].object,
            "Ann|P40|Bo");
  EXPECT_THAT(record.answers, ::testing::ElementsAre("Bo", "B."));
  ASSERT_TRUE(reader.Next(record));
  EXPECT_TRUE(record.triples.empty());
}

}  // namespace
}  // namespace lethe

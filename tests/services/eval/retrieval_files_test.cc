#include "services/eval/retrieval_files.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

using RetrievalFilesTest = testing::TempDir;

TEST_F(RetrievalFilesTest, ReadsQueries) {
  const auto queries = ReadQueries(WriteTemp(
      "q.jsonl", "{\"_id\": \"a\", \"text\": \"one\", \"metadata\": {}}\n\n{\"_id\": 7, \"text\": \"two\"}\n"));
  ASSERT_EQ(queries.size(), 2u);
  EXPECT_EQ(queries[1].id, "7");
  EXPECT_EQ(queries[1].text, "two");
}

TEST_F(RetrievalFilesTest, RefusesWrongQueriesByLine) {
  const auto fails = [&](const std::string& text, const char* message) {
    EXPECT_THAT([&] { ReadQueries(WriteTemp("q.jsonl", text)); }, ThrowsCode(Code::kInvalidArgument, message)) << text;
  };
  fails("x\n", "q.jsonl:1: is no JSON object");
  fails("{\"text\": \"a\"}\n", "q.jsonl:1: _id");
  fails("{\"_id\": \"a\", \"text\": \"a\"}\n{\"_id\": \"a\", \"text\": \"b\"}\n",
        "q.jsonl:2: _id: \"a\" is used twice");
}

TEST_F(RetrievalFilesTest, ReadsJudgementsOfBeirAndTrec) {
  const Qrels beir = ReadQrels(WriteTemp("b.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n"));
  EXPECT_EQ(beir.at("q1").at("d1"), 2);
  EXPECT_EQ(beir.at("q1").at("d2"), 0);
  EXPECT_EQ(ReadQrels(WriteTemp("h.tsv", "q1\td1\t1\n")).size(), 1u);
  EXPECT_EQ(ReadQrels(WriteTemp("t.txt", "1 0 d9 1\n")).at("1").at("d9"), 1);
}

TEST_F(RetrievalFilesTest, RefusesWrongJudgementsByLine) {
  EXPECT_THAT([&] { ReadQrels(WriteTemp("b.tsv", "q d 1\nq d\n")); }, ThrowsCode(Code::kInvalidArgument, "b.tsv:2"));
  EXPECT_THAT([&] { ReadQrels(WriteTemp("b.tsv", "q d 1\nq d x\n")); },
              ThrowsCode(Code::kInvalidArgument, "\"x\" is no number"));
}

TEST_F(RetrievalFilesTest, FindsTheFilesOfACollection) {
  for (const char* name : {"c/corpus.jsonl.zst", "c/queries.jsonl", "c/queries.train.jsonl", "c/qrels/test.tsv",
                           "c/qrels.train.half1.tsv.zst"})
    WriteTemp(name, "");
  const CollectionFiles test = FindCollection(dir() / "c", "test");
  EXPECT_EQ(test.corpus.filename(), "corpus.jsonl.zst");
  EXPECT_EQ(test.queries.filename(), "queries.jsonl");
  EXPECT_EQ(test.qrels.filename(), "test.tsv");
  const CollectionFiles train = FindCollection(dir() / "c", "train");
  EXPECT_EQ(train.queries.filename(), "queries.train.jsonl");
  EXPECT_EQ(train.qrels.filename(), "qrels.train.half1.tsv.zst");
  EXPECT_THAT([&] { FindCollection(dir() / "c", "dev"); }, ThrowsCode(Code::kNotFound, "dev.tsv"));
  EXPECT_THAT([&] { FindCollection(dir() / "none", "test"); }, ThrowsCode(Code::kNotFound, "no such folder"));
}

}  // namespace
}  // namespace lethe

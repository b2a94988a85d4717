#include "services/eval/example_reader.h"

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class ExampleReaderTest : public testing::TempDir {};

constexpr const char* kGood =
    R"({"id": "a", "context": [{"id": "f1", "text": "Ann lives in Oslo."}], "question": "Where is Ann?", )"
    R"("answer": "Oslo", "answerable": true, "hops": 1, "twin_of": null, "extra": [1]})"
    "\n";

TEST_F(ExampleReaderTest, ReadsFilesFoldersAndNoMoreThanTheLimit) {
  const std::string other = std::string(kGood).replace(8, 1, "b");
  const Path file = WriteTemp("data/one.jsonl", std::string(kGood) + "\n" + other);
  EXPECT_EQ(ReadExamples(file, 0).size(), 2u);
  EXPECT_EQ(ReadExamples(file, 1).size(), 1u);
  WriteTemp("data/two.jsonl", std::string(kGood).replace(8, 1, "c"));
  const auto all = ReadExamples(dir() / "data", 0);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[2].id(), "c");
}

TEST_F(ExampleReaderTest, NamesFileAndLine) {
  const std::string good = kGood;
  EXPECT_THAT([&] { ReadExamples(WriteTemp("bad.jsonl", good + "{\"id\": }\n"), 0); },
              ThrowsCode(Code::kInvalidArgument, "bad.jsonl:2"));
  EXPECT_THAT([&] { ReadExamples(WriteTemp("twice.jsonl", good + good), 0); },
              ThrowsCode(Code::kInvalidArgument, "twice.jsonl:2"));
  const std::string twice =
      R"({"context": [{"id": "f", "text": "x"}, {"id": "f", "text": "y"}], "question": "?", "answer": "x"})";
  EXPECT_THAT([&] { ReadExamples(WriteTemp("ids.jsonl", twice), 0); },
              ThrowsCode(Code::kInvalidArgument, "ids.jsonl:1"));
  EXPECT_THAT([&] { ReadExamples(WriteTemp("empty.jsonl", "\n"), 0); },
              ThrowsCode(Code::kInvalidArgument, "no examples"));
  EXPECT_THAT([&] { ReadExamples(dir() / "none.jsonl", 0); }, ThrowsCode(Code::kNotFound, "none.jsonl"));
}

}  // namespace
}  // namespace lethe

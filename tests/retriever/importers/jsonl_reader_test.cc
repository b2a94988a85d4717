#include "retriever/importers/jsonl_reader.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

using JsonlFactReaderTest = testing::TempDir;

TEST_F(JsonlFactReaderTest, ReadsFactsPastBlankLines) {
  JsonlFactReader reader(WriteTemp("f.jsonl", "\n{\"text\": \"one\"}\r\n  \n{\"text\": \"two\", \"colour\": 1}\n\n"),
                         "f.jsonl");
  v1::Fact fact;
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.text(), "one");
  EXPECT_EQ(reader.Where(), "f.jsonl:2");
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.text(), "two");
  EXPECT_EQ(reader.Where(), "f.jsonl:4");
  EXPECT_FALSE(reader.Next(fact));
  EXPECT_THAT(reader.unknown_fields(), ::testing::ElementsAre("colour"));
}

TEST_F(JsonlFactReaderTest, GoesOnBehindAMalformedLine) {
  JsonlFactReader reader(WriteTemp("f.jsonl", "{\"text\": 1\n{\"text\": \"two\"}\n"), "f.jsonl");
  v1::Fact fact;
  EXPECT_THAT([&] { reader.Next(fact); }, ThrowsCode(Code::kInvalidArgument, "malformed JSON"));
  EXPECT_EQ(reader.Where(), "f.jsonl:1");
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.text(), "two");
}

}  // namespace
}  // namespace lethe

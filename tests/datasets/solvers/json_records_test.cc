#include "datasets/solvers/json_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::ThrowsCode;

class JsonRecordsTest : public testing::TempDir {
 protected:
  std::vector<std::string> Read(const std::string& text) const {
    std::vector<std::string> read;
    ForEachJsonRecord(WriteTemp("r.json", text), [&](const nlohmann::json& record, const std::string& where) {
      read.push_back(StrCat(where.substr(where.rfind('/') + 1), " ", record.dump()));
    });
    return read;
  }
};

TEST_F(JsonRecordsTest, LinesAndArraysAlike) {
  EXPECT_THAT(Read("{\"a\":1}\n\n{\"b\":\"}\\\"{\"}\n"),
              ElementsAre("r.json:1 {\"a\":1}", EndsWith(R"({"b":"}\"{"})")));
  EXPECT_THAT(Read("[\n{\"a\":\n [1,\n{}]},\n{\"b\":2}]\n"),
              ElementsAre("r.json:2 {\"a\":[1,{}]}", "r.json:5 {\"b\":2}"));
  EXPECT_THAT(Read("[{\"a\":1},{\"a\":2}]"), ElementsAre("r.json:1 {\"a\":1}", "r.json:1 {\"a\":2}"));
}

TEST_F(JsonRecordsTest, WhatIsNoRecordIsNamed) {
  EXPECT_THAT([&] { Read("{\"a\":1}\nhello\n"); }, ThrowsCode(Code::kInvalidArgument, "r.json:2"));
  EXPECT_THAT([&] { Read("{\"a\":1}\n{\"b\":\n2\n"); }, ThrowsCode(Code::kInvalidArgument, "r.json:2"));
  EXPECT_THAT([&] { Read("{\"a\":1}\n{a}\n"); }, ThrowsCode(Code::kInvalidArgument, "r.json:2: not JSON"));
  EXPECT_THAT([&] { Read("[]"); }, ThrowsCode(Code::kInvalidArgument, "no JSON object"));
  EXPECT_THAT([&] { Read(""); }, ThrowsCode(Code::kInvalidArgument, "no JSON object"));
}

TEST_F(JsonRecordsTest, FieldsAndIds) {
  const nlohmann::json record = {{"q", "x"}, {"n", 3}, {"_id", "abc"}};
  EXPECT_EQ(RequireText(record, "q", "f:1"), "x");
  EXPECT_THAT([&] { RequireText(record, "n", "f:1"); }, ThrowsCode(Code::kInvalidArgument, "f:1"));
  EXPECT_THAT([&] { RequireText(record, "z", "f:1"); }, ThrowsCode(Code::kInvalidArgument, "\"z\""));
  EXPECT_EQ(RecordId(record, "f:1"), "abc");
  EXPECT_EQ(RecordId({{"id", 17}}, "f:1"), "17");
  EXPECT_EQ(RecordId({{"q", "x"}}, "f:1"), "f:1");
}

}  // namespace
}  // namespace lethe

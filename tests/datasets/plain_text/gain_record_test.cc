#include "datasets/plain_text/gain_record.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

GainRecord Record() {
  return {"d1/2", {4, 9}, {WordKind::kName, WordKind::kCopied}, {0.25f, 3.5f}, {2.12344f, 3.0f}, {0.5f, 0}};
}

TEST(GainRecord, ReadsBackWhatWasWritten) {
  std::string line;
  AppendGainRecord(Record(), line);
  EXPECT_TRUE(line.ends_with("\n"));
  const GainRecord read = ParseGainRecord(Trim(line), "gain.jsonl:1");
  EXPECT_EQ(read.id, "d1/2");
  EXPECT_EQ(read.ends, Record().ends);
  EXPECT_EQ(read.kinds, Record().kinds);
  EXPECT_EQ(read.loss_with, Record().loss_with);
  EXPECT_FLOAT_EQ(read.loss_without[0], 2.1234f);  // four decimals
  EXPECT_EQ(read.weight, Record().weight);
}

TEST(GainRecord, WhatIsWrongIsNamed) {
  std::string good;
  AppendGainRecord(Record(), good);
  const std::vector<std::array<std::string, 3>> changes = {
      {"\"d1/2\"", "7", "id"},        {"[4,9]", "4", "ends"},        {"[4,9]", "[4]", "as long as"},
      {"[4,9]", "[4,\"9\"]", "ends"}, {"copied", "stolen", "kinds"}, {"\"weight\"", "\"wait\"", "weight"},
      {"{", "[", "one JSON object"}};
  for (const auto& [from, to, named] : changes) {
    const std::string line = ReplaceAll(good, from, to);
    EXPECT_THAT([&] { ParseGainRecord(line, "gain.jsonl:7"); }, ThrowsCode(Code::kInvalidArgument, named)) << line;
    EXPECT_THAT([&] { ParseGainRecord(line, "gain.jsonl:7"); }, ThrowsCode(Code::kInvalidArgument, "gain.jsonl:7"));
  }
}

}  // namespace
}  // namespace lethe

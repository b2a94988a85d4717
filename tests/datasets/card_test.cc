#include "datasets/card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::HasSubstr;
using testing::ThrowsCode;

class CardTest : public testing::TempDir {};

TEST_F(CardTest, StatesCountsChecksLicenceConfigAndRows) {
  const std::string row =
      R"({"task": "t/1", "context": [{"id": "f1", "text": "A is B."}], "question": "What is A?", "derivation": [{"text": "A is B.", "uses": ["f1"]}], "answer": "B", "hops": 1, "split": "train"})";
  WriteTemp("train-00000-of-00002.jsonl", row + "\n");
  WriteTemp("train-00001-of-00002.jsonl", row + "\n");
  WriteTemp("dataset.txtpb", "name: \"small\"\nlicence: \"CC BY 4.0\"\nseed: 9\n");
  const CheckResult result = WriteCard(dir());
  EXPECT_EQ(result.n, 2u);
  const std::string card = ReadFile(dir() / "README.md");
  EXPECT_THAT(card, ::testing::StartsWith("---\npretty_name: small\nlicense: cc-by-4.0\n"));
  EXPECT_THAT(card,
              HasSubstr("split: train\n    path: [\"train-00000-of-00002.jsonl\", \"train-00001-of-00002.jsonl\"]"));
  EXPECT_THAT(card, HasSubstr("| duplicate | 1 |"));
  EXPECT_THAT(card, HasSubstr("| t/1 | 2 |"));
  EXPECT_THAT(card, HasSubstr("seed 9"));
  EXPECT_THAT(card, HasSubstr(row));
}

TEST_F(CardTest, AFileIsNoFolder) {
  const Path file = WriteTemp("a.jsonl", "{}");
  EXPECT_THAT([&] { WriteCard(file); }, ThrowsCode(Code::kInvalidArgument, "is no folder"));
}

}  // namespace
}  // namespace lethe

#include "datasets/card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/shard_output.h"
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
  const CheckResult result = WriteCard({.data = dir()});
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

TEST_F(CardTest, StatesWhatWasRejectedAndTheLicenceOfEachSource) {
  WriteTemp(
      "train.jsonl",
      R"({"task": "t/1", "context": [{"id": "f1", "text": "A is B."}], "question": "What is A?", "derivation": [{"text": "B", "uses": ["f1"]}], "answer": "B", "split": "train", "checks": {"derivable": "steps"}})"
      "\n");
  WriteTemp("dataset.txtpb",
            "name: \"small\"\nsource { licence: \"MIT\" records { format: \"strategyqa\" } }\n"
            "source { licence: \"CC BY-SA 4.0\" squad { } }\n");
  BuildManifest manifest;
  manifest.complete = true;
  manifest.counts.examples = 1;
  manifest.counts.duplicates = 5;
  manifest.counts.rejected["duplicate"] = 2;
  manifest.counts.left_out["squad"]["a long answer"] = 7;
  WriteManifest(dir() / "train.build.json", manifest);
  WriteTemp("validation.jsonl",
            R"({"context": [{"id": "f1", "text": "C is D."}], "question": "What is C?", )"
            R"("derivation": [{"text": "D", "uses": ["f1"]}], "answer": "D", "split": "validation"})"
            "\n");
  manifest.counts = {};
  manifest.counts.left_out["squad"]["a long answer"] = 2;
  WriteManifest(dir() / "validation.build.json", manifest);
  WriteCard({.data = dir()});
  const std::string card = ReadFile(dir() / "README.md");
  EXPECT_THAT(card, HasSubstr("license: [cc-by-sa-4.0, mit]\n"));
  EXPECT_THAT(card, HasSubstr("| strategyqa | MIT |\n"));
  EXPECT_THAT(card, HasSubstr("| squad | CC BY-SA 4.0 |\n"));
  EXPECT_THAT(card, HasSubstr("an earlier one of its block | 5 |"));
  EXPECT_THAT(card, HasSubstr("*duplicate* failed over the whole set | 2 |"));
  EXPECT_THAT(card, HasSubstr("| squad | a long answer | 9 |"));
  EXPECT_THAT(card, HasSubstr("| steps | every step is derived again from what it cites, the answer too | 1 |"));
}

TEST_F(CardTest, AFileIsNoFolder) {
  const Path file = WriteTemp("a.jsonl", "{}");
  EXPECT_THAT([&] { WriteCard({.data = file}); }, ThrowsCode(Code::kInvalidArgument, "is no folder"));
}

}  // namespace
}  // namespace lethe

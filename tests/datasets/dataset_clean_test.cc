#include "datasets/dataset_clean.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/example_json.h"
#include "datasets/shard_output.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

std::string Line(const std::string& id, const std::string& subject, const std::string& object,
                 const std::string& twin_of = "") {
  v1::Example example;
  example.set_id(id);
  example.set_task("t");
  v1::ContextFact& fact = *example.add_context();
  fact.set_id("f1");
  fact.set_subject(subject);
  fact.set_relation("birthplace");
  fact.set_object(object);
  example.set_question("Where was " + subject + " born?");
  v1::DerivationStep& step = *example.add_derivation();
  step.set_text(subject + " | birthplace | " + object);
  step.set_subject(subject);
  step.set_relation("birthplace");
  step.set_object(object);
  step.add_uses("f1");
  example.set_answer(object);
  example.set_answerable(true);
  example.set_hops(1);
  example.set_twin_of(twin_of);
  example.set_split("train");
  std::string line;
  AppendExampleJson(example, line);
  return line;
}

class DatasetCleanTest : public testing::TempDir {};

TEST_F(DatasetCleanTest, RejectsWhatFailsAndItsTwinAndCountsThem) {
  const std::string good = Line("a", "Ann Lee", "Oslo"), twin = Line("c", "Cy Mo", "Rome", "b");
  WriteTemp("in/train-00000-of-00002.jsonl", good + Line("b", "Cy Mo", "Bonn") + twin);
  WriteTemp("in/train-00001-of-00002.jsonl", Line("d", "Ann Lee", "Oslo") + Line("e", "Bo Ek", "Kiel"));
  WriteTemp("in/dataset.txtpb", "name: \"small\"");
  const CleanResult result = CleanDataset({.data = dir() / "in"}, dir() / "out");
  EXPECT_EQ(result.found.failed.at("duplicate"), 1u);
  EXPECT_EQ(result.kept, 4u);
  EXPECT_EQ(ReadFile(dir() / "out/train-00001-of-00002.jsonl"), Line("e", "Bo Ek", "Kiel"));
  const BuildManifest manifest = ReadManifest(dir() / "out/train-00001-of-00002.build.json");
  EXPECT_EQ(manifest.counts.rejected.at("duplicate"), 1u);
  EXPECT_EQ(manifest.counts.examples, 1u);
  EXPECT_TRUE(std::filesystem::exists(dir() / "out/dataset.txtpb"));
}

TEST_F(DatasetCleanTest, ATwinGoesWithItsOtherHalf) {
  // The first half repeats an earlier example; its twin is sound and goes all the same.
  WriteTemp("in/train.jsonl", Line("x", "Cy Mo", "Bonn") + Line("b", "Cy Mo", "Bonn") +
                                  Line("c", "Cy Mo", "Rome", "b") + Line("e", "Bo Ek", "Kiel"));
  const CleanResult result = CleanDataset({.data = dir() / "in"}, dir() / "out");
  EXPECT_EQ(result.rejected, 1u);
  EXPECT_EQ(result.twins, 1u);
  EXPECT_EQ(ReadFile(dir() / "out/train.jsonl"), Line("x", "Cy Mo", "Bonn") + Line("e", "Bo Ek", "Kiel"));
}

TEST_F(DatasetCleanTest, LinesThatAreNoExamplesStayOut) {
  // Once alone, and once beside a rejected example, which has the lines behind it looked at.
  WriteTemp("in/a.jsonl", Line("a", "Ann Lee", "Oslo") + "{half\n" + Line("e", "Bo Ek", "Kiel"));
  const CleanResult result = CleanDataset({.data = dir() / "in", .skip_bad = 2}, dir() / "out");
  EXPECT_EQ(result.found.skipped, 1u);
  EXPECT_EQ(result.rejected, 0u);
  EXPECT_EQ(ReadFile(dir() / "out/a.jsonl"), Line("a", "Ann Lee", "Oslo") + Line("e", "Bo Ek", "Kiel"));
  WriteTemp("in/b.jsonl", Line("d", "Ann Lee", "Oslo") + "{half\n" + Line("f", "Cy Mo", "Bonn"));
  EXPECT_EQ(CleanDataset({.data = dir() / "in", .skip_bad = 2}, dir() / "again").kept, 3u);
  EXPECT_EQ(ReadFile(dir() / "again/b.jsonl"), Line("f", "Cy Mo", "Bonn"));
}

TEST_F(DatasetCleanTest, ThinsTheAnswerThatIsRightForMostOfATask) {
  std::string lines;
  for (int i = 0; i < 200; ++i) {
    const bool frequent = i % 5 != 0;  // 160 of 200
    lines += Line(StrCat("e", i), StrCat("Person ", i), frequent ? "Oslo" : StrCat("Town ", i));
  }
  WriteTemp("in/train.jsonl", lines);
  const CleanResult result = CleanDataset({.data = dir() / "in"}, dir() / "out");
  ASSERT_EQ(result.found.guessable.size(), 1u);
  EXPECT_EQ(result.found.guessable[0].count, 160u);
  EXPECT_EQ(result.rejected, 112u);  // 48 stay, 0.55 of what is left
  const CheckResult after = CheckDataset({.data = dir() / "out"});
  EXPECT_EQ(after.n, 88u);
  EXPECT_EQ(after.failed.at("needed"), 0u);
  const std::string kept = ReadFile(dir() / "out/train.jsonl");
  EXPECT_NE(kept.find("\"e1\""), std::string::npos) << "they go evenly spread, not the first of them";
}

TEST_F(DatasetCleanTest, ThinsWhatTheWordingOfAQuestionGivesAway) {
  std::string lines;
  for (int i = 0; i < 120; ++i) {
    // Half of the questions name the answer by their wording, for all but a few.
    const bool first = i % 2 == 0;
    std::string line = Line(StrCat("e", i), StrCat("Person", i), (first != (i % 12 < 2)) ? "Oslo" : "Rome");
    if (first) line.replace(line.find("Where was"), 9, "In which town was");
    lines += line;
  }
  WriteTemp("in/train.jsonl", lines);
  const CleanResult result = CleanDataset({.data = dir() / "in"}, dir() / "out");
  EXPECT_EQ(result.found.failed.at("needed"), 100u);
  EXPECT_EQ(result.found.guessable.size(), 2u);
  EXPECT_GT(result.rejected, 50u);
  EXPECT_EQ(CheckDataset({.data = dir() / "out"}).failed.at("needed"), 0u);
}

TEST_F(DatasetCleanTest, TheFolderThatIsReadIsNotWritten) {
  WriteTemp("in/train.jsonl", Line("a", "Ann Lee", "Oslo"));
  EXPECT_THAT([&] { CleanDataset({.data = dir() / "in"}, dir() / "in"); },
              ThrowsCode(Code::kInvalidArgument, "choose another"));
}

TEST_F(DatasetCleanTest, WhatCannotBeReadTwiceIsRefused) {
  EXPECT_THAT([&] { CleanDataset({.data = "-"}, dir() / "out"); }, ThrowsCode(Code::kInvalidArgument, "save it first"));
  EXPECT_FALSE(std::filesystem::exists(dir() / "out"));
}

}  // namespace
}  // namespace lethe

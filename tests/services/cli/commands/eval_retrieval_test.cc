#include "services/cli/commands/eval_retrieval.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "retriever/knowledge_base.h"
#include "services/cli/program.h"
#include "tests/retriever/store_places.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using nlohmann::json;

void AddEval(CLI::App& app) {
  AddEvalGroup(app);
}

// A small collection measured through a store that is kept.
class EvalRetrievalTest : public testing::TempDir, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    WriteCorpus("Snow fell in Rome.");
    WriteTemp("collection/queries.jsonl", "{\"_id\": \"q1\", \"text\": \"Where did snow fall?\"}\n");
    WriteTemp("collection/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td2\t1\n");
    place_ = (dir() / "store").string();
    if (GetParam() == std::string("folder")) return;
    std::string why;
    schema_ = std::make_unique<testing::PostgresPlace>(why);
    if (!why.empty()) GTEST_SKIP() << why;
    place_ = schema_->url();
  }

  void WriteCorpus(const std::string& second) const {
    WriteTemp("collection/corpus.jsonl",
              "{\"_id\": \"d1\", \"text\": \"Rain fell in Oslo.\"}\n{\"_id\": \"d2\", \"title\": \"\", \"text\": \"" +
                  second + "\"}\n");
  }

  struct Run {
    json score;
    std::string said;
  };
  Run Evaluate() const {
    std::vector<std::string> words = {"lethe",  "eval", "retrieval", "--data",  (dir() / "collection").string(),
                                      "--mode", "bm25", "--json",    "--store", place_};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    constexpr AddCommands kCommands[] = {AddEval};
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int code = RunProgram(kCommands, static_cast<int>(argv.size()), argv.data());
    const std::string out = ::testing::internal::GetCapturedStdout();
    Run run = {json::parse(out, nullptr, false), ::testing::internal::GetCapturedStderr()};
    EXPECT_EQ(code, 0) << run.said;
    return run;
  }
  static bool Skipped(const Run& run) { return run.said.find("nothing to import") != std::string::npos; }

  std::string place_;

 private:
  std::unique_ptr<testing::PostgresPlace> schema_;
};

INSTANTIATE_TEST_SUITE_P(Stores, EvalRetrievalTest, ::testing::Values("folder", "postgres"),
                         [](const auto& backend) { return std::string(backend.param); });

TEST_P(EvalRetrievalTest, AStoreThatHoldsTheCollectionIsSearchedAsItIs) {
  const Run first = Evaluate();
  EXPECT_FALSE(Skipped(first)) << first.said;
  EXPECT_EQ(first.score.at("imported"), 2);
  EXPECT_EQ(first.score.at("mrr_at_10"), 1.0);

  // A writer is at work: an import would not get at a folder.
  const auto writer = KnowledgeBase::Open(place_, {}, OpenMode::kWrite);
  const Run second = Evaluate();
  EXPECT_TRUE(Skipped(second)) << second.said;
  EXPECT_NE(second.said.find("2 facts"), std::string::npos) << second.said;
  EXPECT_EQ(second.score.at("imported"), 0);
  EXPECT_EQ(second.score.at("mrr_at_10"), 1.0);
  EXPECT_EQ(second.score.at("store_version"), first.score.at("store_version"));
}

TEST_P(EvalRetrievalTest, WhatChangedOrIsMissingIsImported) {
  Evaluate();
  WriteCorpus("Hail fell in Rome.");
  const Run changed = Evaluate();
  EXPECT_FALSE(Skipped(changed)) << changed.said;
  EXPECT_EQ(changed.score.at("imported"), 1);
  KnowledgeBase::Open(place_, {}, OpenMode::kWrite)->Delete(std::vector<std::string>{"d1"});
  const Run completed = Evaluate();
  EXPECT_FALSE(Skipped(completed)) << completed.said;
  EXPECT_EQ(completed.score.at("imported"), 1);
  EXPECT_TRUE(Skipped(Evaluate()));
}

TEST_P(EvalRetrievalTest, FactsOfOtherOriginAreSaid) {
  Evaluate();
  v1::Fact stranger;
  stranger.set_text("Snow fell on a mountain.");
  KnowledgeBase::Open(place_, {}, OpenMode::kWrite)->PutBatch({stranger});
  const Run run = Evaluate();
  EXPECT_TRUE(Skipped(run)) << run.said;
  EXPECT_NE(run.said.find("1 of its facts are not of the collection"), std::string::npos) << run.said;
}

}  // namespace
}  // namespace lethe

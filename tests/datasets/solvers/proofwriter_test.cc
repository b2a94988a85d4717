#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "datasets/solvers/solver.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::SharedData;
using testing::ThrowsCode;

class ProofWriterTest : public testing::TempDir {
 protected:
  // "id task gold ours agree" of each verdict.
  std::vector<std::string> Solve(const std::string& text) const {
    std::vector<std::string> seen;
    SolveProofWriter(WriteTemp("p.json", text), [&](const Verdict& verdict) {
      seen.push_back(StrCat(verdict.id, " ", verdict.task, " ", verdict.gold, " ", verdict.ours, " ", verdict.agree));
    });
    return seen;
  }
};

TEST_F(ProofWriterTest, OptionsInAnOpenWorld) {
  EXPECT_THAT(Solve(R"([{"id": "ProofWriter_AttNeg-OWA-D5-3_Q1", "context": "Anne is big. All big things are cold.",
    "question": "Is the following statement true, false, or unknown? Anne is not cold.",
    "options": ["A) True", "B) False", "C) Unknown"], "answer": "B"},
    {"id": "x", "context": "Anne is big.", "question": "True? Anne is cold.",
    "options": ["A) True", "B) False", "C) Unknown"], "answer": "A"}])"),
              ElementsAre("ProofWriter_AttNeg-OWA-D5-3_Q1 proofwriter/AttNeg-OWA-D5 false false 1",
                          "x proofwriter true unknown 0"));
}

TEST_F(ProofWriterTest, ListedQuestionsInAClosedWorld) {
  EXPECT_THAT(Solve(R"({"id": "AttNeg-D1-7", "context": "Anne is big. If someone is not big then they are cold.",
    "questions": [{"id": "q1", "text": "Anne is cold.", "label": false},
                  {"id": "q2", "text": "Anne is not cold.", "label": "true"}]})"),
              ElementsAre("q1 proofwriter/AttNeg-D1 false false 1", "q2 proofwriter/AttNeg-D1 true true 1"));
}

TEST_F(ProofWriterTest, ItsOwnLayout) {
  EXPECT_THAT(Solve(R"({"id": "RelNeg-OWA-D1-7", "theory": "The cat sees the dog.", "questions":
    {"Q1": {"question": "The cat sees the dog.", "answer": true},
     "Q2": {"question": "The dog sees the cat.", "answer": "Unknown"}}})"),
              ElementsAre("RelNeg-OWA-D1-7_Q1 proofwriter/RelNeg-OWA-D1 true true 1",
                          "RelNeg-OWA-D1-7_Q2 proofwriter/RelNeg-OWA-D1 unknown unknown 1"));
}

TEST_F(ProofWriterTest, MalformedRecordsAreNamed) {
  EXPECT_THAT([&] { Solve("{\"id\": \"x\", \"context\": \"A is b.\"}"); },
              ThrowsCode(Code::kInvalidArgument, "p.json:1: expected a string in the field \"question\""));
  EXPECT_THAT([&] { Solve("{\"id\": \"x\", \"context\": \"A is b.\", \"questions\": []}"); },
              ThrowsCode(Code::kInvalidArgument, "\"questions\""));
  EXPECT_THAT([&] { Solve("{\"id\": \"x\", \"question\": \"A is b.\"}"); },
              ThrowsCode(Code::kInvalidArgument, "\"context\""));
}

TEST_F(ProofWriterTest, RecordsOfAnotherKindAreRefused) {
  EXPECT_THAT(
      [&] {
        Solve(R"([{"id": "FOLIO_1", "context": "A is b.", "question": "A is b.", "answer": "A",
      "options": ["A) True", "B) False", "C) Uncertain"]}])");
      },
      ThrowsCode(Code::kInvalidArgument, "\"FOLIO_1\" is of another kind: it may be answered \"uncertain\""));
  EXPECT_THAT(
      [&] {
        Solve(R"([{"id": "d_0", "context": "A is b.", "question": "Which is true?", "answer": "A",
      "options": ["A) The owl is first.", "B) The owl is last."]}])");
      },
      ThrowsCode(Code::kInvalidArgument, "\"the owl is first.\""));
}

struct Source {
  const char* file;
  size_t questions;
};

class ProofWriterSourceTest : public ::testing::TestWithParam<Source> {};

TEST_P(ProofWriterSourceTest, EveryGoldAnswerIsReproduced) {
  const auto file = SharedData(GetParam().file);
  if (!file) GTEST_SKIP() << "needs ../shared/data/" << GetParam().file;
  size_t questions = 0;
  std::vector<std::string> disagree;
  SolveProofWriter(*file, [&](const Verdict& verdict) {
    ++questions;
    if (!verdict.agree) disagree.push_back(StrCat(verdict.id, " ", verdict.gold, " ", verdict.ours));
  });
  EXPECT_EQ(questions, GetParam().questions);
  EXPECT_THAT(disagree, ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Logic, ProofWriterSourceTest,
                         ::testing::Values(Source{"logic/proofwriter_d5_dev.json.zst", 600},
                                           Source{"logic/proofwriter_d5_train.json.zst", 3000},
                                           Source{"logic/pararule_plus_depth2_test.jsonl.zst", 2708},
                                           Source{"logic/pararule_plus_depth4_dev.jsonl.zst", 16150}));

}  // namespace
}  // namespace lethe

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

class ProntoQaTest : public testing::TempDir {
 protected:
  std::vector<std::string> Solve(const std::string& text) const {
    std::vector<std::string> seen;
    SolveProntoQa(WriteTemp("p.json", text), [&](const Verdict& verdict) {
      seen.push_back(StrCat(verdict.id, " ", verdict.gold, " ", verdict.ours, " ", verdict.agree));
    });
    return seen;
  }
};

constexpr char kRecord[] = R"({"id": "P1",
  "context": "Every yumpus is sweet. Numpuses are yumpuses. Each yumpus is not shy. Wren is a numpus.",
  "question": "Is the following statement true or false? Wren is shy.",
  "options": ["A) True", "B) False"], "answer": "@", "explanation": ["Wren is shy."]})";

TEST_F(ProntoQaTest, AnswersFromTheStoryAndNotFromTheGoldChain) {
  std::string agree = kRecord, disagree = kRecord;
  agree.replace(agree.find('@'), 1, "B");
  disagree.replace(disagree.find('@'), 1, "A");
  EXPECT_THAT(Solve("[" + agree + "," + disagree + "]"), ElementsAre("P1 false false 1", "P1 true false 0"));
}

TEST_F(ProntoQaTest, MalformedRecordsAreNamed) {
  EXPECT_THAT([&] { Solve(kRecord); }, ThrowsCode(Code::kInvalidArgument, "p.json:1"));
}

TEST_F(ProntoQaTest, RecordsOfAnotherKindAreRefused) {
  std::string record = kRecord;
  record.replace(record.find("\"B) False\""), 10, "\"B) False\", \"C) Unknown\"");
  EXPECT_THAT([&] { Solve(record); }, ThrowsCode(Code::kInvalidArgument, "it may be answered \"unknown\""));
}

TEST(ProntoQaSourceTest, EveryGoldAnswerIsReproduced) {
  const auto file = SharedData("logic/prontoqa_5hop_part1.json.zst");
  if (!file) GTEST_SKIP() << "needs ../shared/data/logic";
  size_t questions = 0, agree = 0;
  SolveProntoQa(*file, [&](const Verdict& verdict) { ++questions, agree += verdict.agree; });
  EXPECT_EQ(questions, 250u);
  EXPECT_EQ(agree, 250u);
}

}  // namespace
}  // namespace lethe

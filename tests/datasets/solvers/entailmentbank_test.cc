#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "datasets/solvers/solver.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SharedData;
using testing::ThrowsCode;

class EntailmentBankTest : public testing::TempDir {
 protected:
  Verdict Solve(const std::string& text) const {
    Verdict seen;
    SolveEntailmentBank(WriteTemp("e.jsonl", text), [&](const Verdict& verdict) { seen = verdict; });
    return seen;
  }
};

TEST_F(EntailmentBankTest, FindsThePhraseThatIsAskedFor) {
  const Verdict verdict =
      Solve(R"({"id": "a", "input": "$proof$ ; $question$ = Which tool would a student use to measure wind speed? ; )"
            R"($answer$ = an anemometer ; $hypothesis$ = h ; $context$ = sent1: an anemometer is a kind of tool )"
            R"(sent2: an anemometer is used to measure wind speed", "output": "$proof$ = "})");
  EXPECT_EQ(verdict.id, "a");
  EXPECT_EQ(verdict.gold, "an anemometer");
  EXPECT_EQ(verdict.ours, "anemometer");
  EXPECT_TRUE(verdict.agree);
}

TEST_F(EntailmentBankTest, ReadsAFieldEachAndNotTheHypothesis) {
  const char* record = R"json({"id": "b", "question": "What precipitation occurs when raindrops freeze?",
    "answer": "snow.", "hypothesis": "hail is precipitation when raindrops freeze", "proof": "sent1 -> hypothesis",
    "context": "sent1: sleet is a kind of precipitation sent2: sleet is when raindrops freeze as they fall"})json";
  const Verdict verdict = Solve(record);
  EXPECT_EQ(verdict.ours, "sleet");
  EXPECT_FALSE(verdict.agree);
}

TEST_F(EntailmentBankTest, MalformedRecordsAreNamed) {
  EXPECT_THAT([&] { Solve("{\"id\": \"a\", \"input\": \"$question$ = Why?\"}"); },
              ThrowsCode(Code::kInvalidArgument, "e.jsonl:1"));
  EXPECT_THAT([&] { Solve("{\"question\": \"q\", \"answer\": \"a\", \"context\": \"none\"}"); },
              ThrowsCode(Code::kInvalidArgument, "sent1"));
  EXPECT_THAT([&] { Solve("{\"question\": \"q\"}"); }, ThrowsCode(Code::kInvalidArgument, "\"answer\""));
}

// A look-up without a model: far from solving the set, and far from chance.
TEST(EntailmentBankSourceTest, SomeAnswersAreMereLookUp) {
  for (const char* name : {"entailmentbank/task_1/dev.jsonl.zst", "entailmentbank/task_2/dev.jsonl.zst"}) {
    const auto file = SharedData(name);
    if (!file) GTEST_SKIP() << "needs ../shared/data/" << name;
    int count = 0, agree = 0, silent = 0;
    SolveEntailmentBank(*file, [&](const Verdict& verdict) {
      ++count;
      agree += verdict.agree;
      silent += verdict.ours.empty();
    });
    EXPECT_EQ(count, 187) << name;
    EXPECT_GE(agree, 25) << name;
    EXPECT_LE(silent, 5) << name;
  }
}

}  // namespace
}  // namespace lethe

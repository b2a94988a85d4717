#include "services/eval/qa_eval.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/eval/example_reader.h"
#include "tests/support/scripted_generator.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

class QaEvalTest : public testing::TempDir {
 protected:
  static std::unique_ptr<Reasoner> CopyingReasoner() {
    ReasonerLimits limits;
    limits.max_tokens = 400;
    limits.max_concurrent = 4;
    return std::make_unique<Reasoner>(std::make_unique<testing::ScriptedGenerator>(testing::CopyFromFacts()),
                                      std::make_unique<testing::ByteTokenizer>(), limits);
  }
};

constexpr const char* kExamples =
    R"({"id": "a", "task": "t", "context": [{"id": "f1", "subject": "Ann", "relation": "city", "object": "Oslo"}], "question": "Where is Ann?", "derivation": [{"text": "Ann | city | Oslo", "subject": "Ann", "relation": "city", "object": "Oslo", "uses": ["f1"]}], "answer": "Oslo", "answerable": true, "hops": 1, "twin_of": null, "extra": [1]})"
    "\n\n"
    R"({"id": "b", "context": [{"id": "f1", "text": "Nothing to see."}], "question": "Where is Bo?", "answer": "unknown", "answerable": false, "hops": 1})"
    "\n";

TEST_F(QaEvalTest, AsksExamplesOnTheContextChannel) {
  const std::vector<v1::Example> examples = ReadExamples(WriteTemp("e.jsonl", kExamples), 0);
  ASSERT_EQ(examples.size(), 2u);
  QaEvalOptions options;
  options.threads = 2;
  const QaEvalResult result = AskExamples(*CopyingReasoner(), examples, options);
  const Json score = ScoreExamples(examples, result, options.channel);
  EXPECT_EQ(score["exact_match"], 1.0);
  EXPECT_EQ(score["citation"]["precision"], 1.0);
  EXPECT_EQ(score["refusal"]["recall"], 1.0);
  EXPECT_EQ(score["errors"], 0);
  EXPECT_EQ(PredictionJson(examples[0], result.answers[0], "")["prediction"], "Oslo");
}

TEST_F(QaEvalTest, AFactTooLongForTheModelIsReportedNotFatal) {
  std::vector<v1::Example> examples = ReadExamples(WriteTemp("e.jsonl", kExamples), 1);
  examples[0].mutable_context(0)->set_object(std::string(500, 'x'));
  const QaEvalResult result = AskExamples(*CopyingReasoner(), examples, {});
  EXPECT_NE(result.errors[0].find("tokens"), std::string::npos);
  EXPECT_EQ(ScoreExamples(examples, result, v1::CHANNEL_CONTEXT)["errors"], 1);
}

}  // namespace
}  // namespace lethe

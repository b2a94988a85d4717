#include "services/eval/qa_eval.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/eval/example_reader.h"
#include "tests/support/scripted_generator.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

// Finds one fact for every question.
class OneFact : public MemoryFacts {
 public:
  explicit OneFact(v1::Fact fact) : MemoryFacts({fact}), fact_(std::move(fact)) {}
  std::vector<FoundFact> Search(const std::string&, size_t) const override { return {{fact_, 1.0}}; }

 private:
  v1::Fact fact_;
};

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

TEST_F(QaEvalTest, AnErrorIsNoRightRefusal) {
  std::vector<v1::Example> examples = ReadExamples(WriteTemp("e.jsonl", kExamples), 0);
  examples[1].mutable_context(0)->set_text(std::string(500, 'x'));  // of the one without an answer
  const QaEvalResult result = AskExamples(*CopyingReasoner(), examples, {});
  const Json score = ScoreExamples(examples, result, v1::CHANNEL_CONTEXT);
  EXPECT_EQ(score["errors"], 1);
  EXPECT_EQ(score["exact_match"], 0.5);
  EXPECT_EQ(score["refusal"]["refused"], 0);
  EXPECT_EQ(PredictionJson(examples[1], result.answers[1], result.errors[1])["exact_match"], false);
  EXPECT_EQ(PredictionJson(examples[1], result.answers[1], result.errors[1])["refused"], false);
}

TEST_F(QaEvalTest, CitationsOfAStoreAreScored) {
  const std::vector<v1::Example> examples = ReadExamples(WriteTemp("e.jsonl", kExamples), 1);
  v1::Fact fact;
  fact.set_id("of-the-store");
  fact.set_subject("Ann");
  fact.set_relation("city");
  fact.set_object("Oslo");
  const OneFact store(fact);
  QaEvalOptions options;
  options.channel = v1::CHANNEL_RETRIEVAL;
  options.store = &store;
  const QaEvalResult result = AskExamples(*CopyingReasoner(), examples, options);
  const Json score = ScoreExamples(examples, result, options.channel);
  EXPECT_EQ(score["citation"]["n"], 1);
  EXPECT_EQ(score["citation"]["recall"], 1.0);
  EXPECT_EQ(score["citation"]["precision"], 1.0);
}

}  // namespace
}  // namespace lethe

#include "datasets/question_pairs.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;

constexpr const char* kExamples =
    R"({"id": "a", "context": [{"id": "f1", "subject": "Ann", "relation": "born in", "object": "Oslo"},)"
    R"( {"id": "f2", "text": "Oslo lies in Norway."}, {"id": "f3", "text": "Bob sleeps."},)"
    R"( {"id": "f4", "text": "Ann born in Oslo"}], "question": "In which country was Ann born?",)"
    R"( "derivation": [{"recall": "x | y", "loads": ["f1"]}, {"text": "s", "uses": ["f1"]},)"
    R"( {"text": "t", "uses": ["s2", "f2"]}], "answer": "Norway", "answerable": true})"
    "\n\n"
    R"({"id": "b", "context": [{"id": "f1", "text": "Bob sleeps."}], "question": "Who?",)"
    R"( "derivation": [{"text": "unknown", "uses": []}], "answer": "unknown", "answerable": false})"
    "\n"
    R"({"id": "c", "context": [{"id": "f1", "text": "Bob sleeps."}, {"id": "f2", "text": "Rome."}],)"
    R"( "question": "Who sleeps?", "derivation": [{"text": "s", "uses": ["f1"]}], "answer": "Bob", "answerable": true})"
    "\n";

class QuestionPairsTest : public testing::TempDir {
 protected:
  QuestionPairsTest() { source_.set_path(WriteTemp("examples.jsonl", kExamples).string()); }
  PairSource source_;
};

TEST_F(QuestionPairsTest, TheFirstStepsFactsAnswerAndLaterOnesAreLeftOut) {
  source_.set_weight(2);
  source_.set_cloze(0.25f);
  const TextPairs texts = ReadQuestionPairs(source_);
  EXPECT_EQ(texts.weight, 2);
  EXPECT_EQ(texts.cloze, 0.25);
  EXPECT_THAT(texts.questions, ElementsAre("In which country was Ann born?", "Who sleeps?"));
  // The fact as a triple and as a sentence have the same words, so they are one passage.
  EXPECT_THAT(texts.passages, ElementsAre("Ann born in Oslo", "Bob sleeps.", "Rome."));
  ASSERT_EQ(texts.pairs.size(), 2u);
  EXPECT_THAT(texts.pairs[0].answers, ElementsAre(0u));
  EXPECT_THAT(texts.pairs[0].others, ElementsAre(1u));
  EXPECT_EQ(texts.pairs[1].question, 1u);
  EXPECT_THAT(texts.pairs[1].answers, ElementsAre(1u));
  EXPECT_THAT(texts.pairs[1].others, ElementsAre(2u));
}

TEST_F(QuestionPairsTest, AllStepsOrTheWholeContextWhereAskedFor) {
  source_.set_all_steps(true);
  source_.set_limit(1);
  TextPairs texts = ReadQuestionPairs(source_);
  EXPECT_THAT(texts.passages, ElementsAre("Ann born in Oslo", "Oslo lies in Norway.", "Bob sleeps."));
  EXPECT_THAT(texts.pairs[0].answers, ElementsAre(0u, 1u));
  source_.set_whole_context(true);
  texts = ReadQuestionPairs(source_);
  EXPECT_THAT(texts.passages, ElementsAre("Ann born in Oslo Oslo lies in Norway. Bob sleeps. Ann born in Oslo"));
  EXPECT_THAT(texts.pairs[0].answers, ElementsAre(0u));
}

TEST_F(QuestionPairsTest, RefusesWhatGivesNoPair) {
  PairSource other = source_;
  other.set_cloze(1.5f);
  EXPECT_THAT([&] { ReadQuestionPairs(other); }, ThrowsCode(Code::kInvalidArgument, "cloze: 1.5"));
  other = source_;
  other.set_weight(0);
  EXPECT_THAT([&] { ReadQuestionPairs(other); }, ThrowsCode(Code::kInvalidArgument, "weight: 0"));
  other = source_;
  other.set_path(WriteTemp("empty.jsonl", "\n").string());
  EXPECT_THAT([&] { ReadQuestionPairs(other); }, ThrowsCode(Code::kInvalidArgument, "empty.jsonl: no example"));
  other.set_path((dir() / "absent.jsonl").string());
  EXPECT_THAT([&] { ReadQuestionPairs(other); }, ThrowsCode(Code::kNotFound));
}

}  // namespace
}  // namespace lethe

#include "datasets/sources/squad.h"

#include <gmock/gmock.h>

#include <set>

#include "datasets/derivation_check.h"
#include "model/grammar.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SharedData;
using testing::ThrowsCode;

constexpr char kContext[] =
    R"({"data": [{"title": "Oslo", "paragraphs": [{"context": "Oslo is a city. It was founded in 1040. Oslo lies )"
    R"(at a fjord.", "qas": [)";

class SquadSourceTest : public testing::TempDir {
 protected:
  Squad Read(const std::string& questions, float unanswerable = 0) const {
    SquadConfig config;
    config.add_file(WriteTemp("train.json", kContext + questions + "]}]}]}").string());
    config.set_unanswerable(unanswerable);
    return Squad(config, dir());
  }
};

constexpr char kWhen[] =
    R"({"id": "1", "question": "When was it founded?", "answers": [{"text": "1040", "answer_start": 34}]})";

TEST_F(SquadSourceTest, QuotesTheAnswerFromTheSentenceThatHoldsIt) {
  const v1::Example example = Read(kWhen).Make(1, 0);
  EXPECT_EQ(example.task(), "squad/quote");
  EXPECT_EQ(example.context_size(), 3);
  EXPECT_EQ(example.context(1).text(), "It was founded in 1040.");
  ASSERT_EQ(example.derivation_size(), 1);
  EXPECT_EQ(example.derivation(0).text(), "1040");
  EXPECT_EQ(example.derivation(0).uses(0), "f2");
  EXPECT_EQ(example.answer(), "1040");
  EXPECT_EQ(CheckDerivable(example), "");
}

TEST_F(SquadSourceTest, SentencesThatAnAnswerSpansAreOneFact) {
  const v1::Example example =
      Read(R"({"id": "1", "question": "What?", "answers": [{"text": "in 1040. Oslo lies", "answer_start": 31}]})")
          .Make(1, 0);
  EXPECT_EQ(example.context_size(), 2);
  EXPECT_THAT(example.context(1).text(), ::testing::HasSubstr(example.answer()));
}

TEST_F(SquadSourceTest, WithoutItsSentenceAQuestionIsUnknown) {
  const v1::Example example = Read(kWhen, 1).Make(1, 0);
  EXPECT_EQ(example.task(), "squad/taken-away");
  EXPECT_EQ(example.context_size(), 2);
  EXPECT_EQ(example.derivation(0).recall(), "Oslo | When was it founded");
  EXPECT_EQ(example.answer(), kUnknownAnswer);
  EXPECT_FALSE(example.answerable());
  EXPECT_EQ(CheckDerivable(example), "");
}

TEST_F(SquadSourceTest, LongParagraphsAreCutAroundTheAnswer) {
  SquadConfig config;
  config.add_file(WriteTemp("train.json", kContext + std::string(kWhen) + "]}]}]}").string());
  config.set_unanswerable(0);
  config.set_max_facts(1);
  const v1::Example example = Squad(config, dir()).Make(1, 0);
  ASSERT_EQ(example.context_size(), 1);
  EXPECT_EQ(example.context(0).text(), "It was founded in 1040.");
}

TEST_F(SquadSourceTest, AQuestionThatHoldsItsAnswerIsLeftOut) {
  std::string given_away = kWhen;
  given_away.replace(given_away.find("?\""), 1, ", in 1040?");
  SquadConfig config;
  config.add_file(WriteTemp("train.json", kContext + given_away + ", " + kWhen + "]}]}]}").string());
  const Squad squad(config, dir());
  EXPECT_EQ(squad.size(), 1u);
  EXPECT_EQ(squad.left_out().at("the question holds the answer"), 1u);
}

TEST_F(SquadSourceTest, SkipsAsManyBadQuestionsAsItMay) {
  SquadConfig config;
  config.add_file(WriteTemp("train.json", kContext + std::string(R"({"id": "0"}, )") + kWhen + "]}]}]}").string());
  EXPECT_THAT([&] { Squad(config, dir()); }, ThrowsCode(Code::kInvalidArgument, "qas[0].question"));
  config.set_skip_bad(1);
  const Squad squad(config, dir());
  EXPECT_EQ(squad.size(), 1u);
  EXPECT_EQ(squad.left_out().at("malformed"), 1u);
}

TEST_F(SquadSourceTest, RealQuestionsPassTheChecksAndTheGrammar) {
  const auto file = SharedData("squad/dev-v2.0.half1.json.zst");
  if (!file) GTEST_SKIP() << "needs ../shared/data/squad";
  SquadConfig config;
  config.add_file(file->string());
  const Squad squad(config, ".");
  EXPECT_GT(*squad.size(), 5100u);
  const testing::ByteTokenizer tokenizer;
  std::set<std::string> tasks;
  for (uint64_t i = 0; i < *squad.size(); ++i) {
    const v1::Example example = squad.Make(1, i);
    tasks.insert(example.task());
    ASSERT_EQ(CheckDerivable(example) + CheckNeeded(example), "") << example.question();
    if (i % 50 == 0) EncodeExample(tokenizer, example, nullptr);
  }
  EXPECT_THAT(tasks, ::testing::ElementsAre("squad/quote", "squad/taken-away", "squad/unanswerable"));
}

}  // namespace
}  // namespace lethe

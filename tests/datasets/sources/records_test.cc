#include "datasets/sources/records.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "datasets/derivation_check.h"
#include "model/grammar.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SharedData;

class RecordsTest : public testing::TempDir {
 protected:
  Records Read(const std::string& lines) const {
    MultiHopConfig config;
    config.add_file(WriteTemp("train.jsonl", lines).string());
    return Records(config, dir());
  }
};

constexpr char kChain[] =
    R"j({"_id": "1", "type": "compositional", "question": "When was the singer of Low Tide born?", )j"
    R"j("context": [["Low Tide (song)", ["Low Tide is a song by Ann Lee.", "It sold well."]], )j"
    R"j(["Ann Lee", ["She was born on 5 October 1987.", "Ann Lee sings."]], ["Bo", ["Bo is a dog."]]], )j"
    R"j("supporting_facts": [["Low Tide (song)", 0], ["Ann Lee", 0]], )j"
    R"j("evidences": [["Low Tide", "performer", "Ann Lee"], ["Ann Lee", "date of birth", "October 5, 1987"]], )j"
    R"j("answer": "October 5, 1987"})j";

TEST_F(RecordsTest, EvidenceBecomesLookUpsInSentencesThatStateIt) {
  const Records source = Read(kChain);
  ASSERT_EQ(source.size(), 1u);
  const v1::Example example = source.Make(1, 0);
  EXPECT_EQ(example.task(), "2wiki/compositional");
  ASSERT_EQ(example.derivation_size(), 2);
  EXPECT_EQ(example.derivation(0).text(), "Low Tide | performer | Ann Lee");
  EXPECT_EQ(example.derivation(1).object(), "5 October 1987");  // as the sentence spells it
  EXPECT_EQ(example.answer(), "5 October 1987");
  EXPECT_THAT(example.aliases(), ::testing::ElementsAre("October 5, 1987"));
  std::set<std::string> facts;
  for (const v1::ContextFact& fact : example.context()) facts.insert(fact.text());
  EXPECT_TRUE(facts.count("Ann Lee: She was born on 5 October 1987."));
  EXPECT_TRUE(facts.count("Low Tide: It sold well."));
  EXPECT_EQ(facts.size(), 5u);
  EXPECT_EQ(CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example), "");
}

constexpr char kComparison[] =
    R"j({"_id": "2", "type": "comparison", "question": "Who was born first, Ann Lee or Bo Ek?", )j"
    R"j("context": [["Ann Lee", ["Ann Lee (born 5 October 1987) sings."]], )j"
    R"j(["Bo Ek", ["Bo Ek (born 2 May 1960) paints."]]], "supporting_facts": [["Ann Lee", 0], ["Bo Ek", 0]], )j"
    R"j("evidences": [["Ann Lee", "date of birth", "5 October 1987"], )j"
    R"j(["Bo Ek", "date of birth", "2 May 1960"]], "answer": "Bo Ek"})j";

TEST_F(RecordsTest, ComparisonsAddADerivedStep) {
  const v1::Example example = Read(kComparison).Make(1, 0);
  ASSERT_EQ(example.derivation_size(), 3);
  EXPECT_EQ(example.derivation(2).text(), "2 May 1960 is before 5 October 1987");
  EXPECT_THAT(example.derivation(2).uses(), ::testing::ElementsAre("s1", "s2"));
  EXPECT_EQ(example.answer(), "Bo Ek");
  const testing::ByteTokenizer tokenizer;
  EncodeExample(tokenizer, example, nullptr);
}

TEST_F(RecordsTest, QuestionsThatDoNotFollowAreLeftOutAndCounted) {
  std::string wrong = kComparison, unstated = kChain;
  wrong.replace(wrong.find("\"answer\": \"Bo Ek\""), 17, "\"answer\": \"Ann Lee\"");
  unstated.replace(unstated.find("She was born on 5"), 17, "She was born on 6");
  const Records source = Read(StrCat(kChain, "\n", wrong, "\n", unstated, "\n"));
  EXPECT_EQ(source.size(), 1u);
  EXPECT_EQ(source.left_out().at("a comparison that its values do not bear out"), 1u);
  EXPECT_EQ(source.left_out().at("no sentence states the triple"), 1u);
}

TEST_F(RecordsTest, AFormatThatIsNotThereIsNamed) {
  RecordsConfig config;
  config.set_format("riddles");
  config.add_file(WriteTemp("a.jsonl", "{}").string());
  EXPECT_THAT([&] { Records(config, dir()); },
              testing::ThrowsCode(Code::kInvalidArgument, "\"riddles\"; there are multihop, entailmentbank"));
}

TEST_F(RecordsTest, RecordsWithoutDistractorsBorrowThem) {
  RecordsConfig config;
  config.set_format("strategyqa");
  config.set_distractors(2);
  config.add_file(WriteTemp("a.json", R"j([
    {"qid": "1", "question": "Can a pig fly?", "answer": false, "facts": ["Pigs have no wings."],
     "decomposition": ["What do pigs lack?", "Is #1 needed to fly?"]},
    {"qid": "2", "question": "Is iron heavy?", "answer": true, "facts": ["Iron is dense.", "Dense things weigh a lot."],
     "decomposition": ["How dense is iron?", "Is #1 much?"]}])j")
                      .string());
  const Records source(config, dir());
  ASSERT_EQ(source.size(), 2u);
  for (uint64_t i = 0; i < 2; ++i) {
    const v1::Example example = source.Make(1, i);
    EXPECT_EQ(example.context_size(), 3);
    EXPECT_EQ(CheckDerivable(example), "");
  }
}

struct Real {
  const char* format;
  const char* file;
  size_t at_least;
};

// What of the real sets can be used, and that all of it passes the checks and the grammar.
class RealRecordsTest : public ::testing::TestWithParam<Real> {};

TEST_P(RealRecordsTest, PassTheChecksAndTheGrammar) {
  const auto file = SharedData(GetParam().file);
  if (!file) GTEST_SKIP() << "needs ../shared/data/" << GetParam().file;
  RecordsConfig config;
  config.set_format(GetParam().format);
  config.add_file(file->string());
  const Records source(config, ".");
  EXPECT_GE(*source.size(), GetParam().at_least);
  const testing::ByteTokenizer tokenizer;
  for (uint64_t i = 0; i < std::min<uint64_t>(*source.size(), 500); ++i) {
    const v1::Example example = source.Make(1, i);
    ASSERT_EQ(CheckDerivable(example) + CheckNeeded(example) + CheckMinimal(example), "") << example.question();
    ASSERT_NE(example.checks().count("derivable"), 0u);
    EncodeExample(tokenizer, example, nullptr);
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, RealRecordsTest,
                         ::testing::Values(Real{"multihop", "multihop/2wiki_train500.jsonl.zst", 100},
                                           Real{"multihop", "multihop/hotpotqa_train100.jsonl.zst", 40},
                                           Real{"multihop", "multihop/musique_train100.jsonl.zst", 40},
                                           Real{"entailmentbank", "entailmentbank/task_2/train.jsonl.zst", 100},
                                           Real{"strategyqa", "strategyqa/train.json.zst", 1000},
                                           Real{"clutrr", "clutrr/train23/train.csv.zst", 1000},
                                           Real{"logic", "logic/proofwriter_d5_dev.json.zst", 400},
                                           Real{"logic", "logic/prontoqa_5hop_part1.json.zst", 200},
                                           Real{"lmlm", "lmlm_annotated/squad-eval100.jsonl.zst", 50}));

}  // namespace
}  // namespace lethe

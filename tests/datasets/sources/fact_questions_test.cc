#include "datasets/sources/fact_questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/derivation_check.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class FactQuestionsTest : public testing::TempDir {
 protected:
  FactQuestions Read(const std::string& lines, uint32_t max_hops = 2) const {
    FactQuestionsConfig config;
    config.set_file(WriteTemp("facts.jsonl", lines).string());
    config.add_wordings("datasets/wordings/real.txtpb");
    config.set_max_hops(max_hops);
    return FactQuestions(config, testing::SourceTree());
  }
};

constexpr char kFacts[] = R"({"subject": "Ann", "relation": "place of birth", "object": "Oslo"}
{"subject": "Oslo", "relation": "country", "object": "Norway"}
{"subject": "Ann", "relation": "shoe size", "object": "39"}
{"subject": "Bo", "relation": "place of birth", "object": "Rome"}
)";

TEST_F(FactQuestionsTest, AsksEachKnownFactAndEachChainOnce) {
  const FactQuestions source = Read(kFacts);
  ASSERT_EQ(source.size(), 4u);  // three facts with wordings and one chain
  std::multiset<std::string> answers;
  for (uint64_t i = 0; i < 4; ++i) {
    const v1::Example example = source.Make(1, i);
    answers.insert(example.task() + " " + example.answer());
    EXPECT_EQ(CheckDerivable(example), "");
    EXPECT_EQ(CheckMinimal(example), "");
  }
  EXPECT_THAT(answers, ::testing::UnorderedElementsAre("store/1hop Norway", "store/1hop Oslo", "store/1hop Rome",
                                                       "store/2hop Norway"));
  EXPECT_EQ(Read(kFacts, 1).size(), 3u);
}

TEST_F(FactQuestionsTest, ErrorsNameLineAndField) {
  EXPECT_THAT([&] { Read("{\"subject\": \"A\", \"relation\": \"country\"}\n"); },
              ThrowsCode(Code::kInvalidArgument, "facts.jsonl:1: field \"object\""));
  EXPECT_THAT([&] { Read("{\"subject\": \"A\", \"relation\": \"r\", \"object\": \"B\"}\n"); },
              ThrowsCode(Code::kInvalidArgument, "no fact has a relation"));
  EXPECT_THAT([&] { Read(kFacts, 3); }, ThrowsCode(Code::kInvalidArgument, "max_hops is 3"));
}

TEST_F(FactQuestionsTest, TheBundlesFactsMakeChains) {
  FactQuestionsConfig config;
  config.set_file("deploy/bundle/facts.jsonl.zst");
  config.add_wordings("datasets/wordings/real.txtpb");
  const FactQuestions source(config, testing::SourceTree());
  size_t two_hops = 0;
  for (uint64_t i = 0; i < 400; ++i) {
    const v1::Example example = source.Make(3, i);
    two_hops += example.hops() == 2;
    EXPECT_EQ(CheckDerivable(example), "") << example.DebugString();
  }
  EXPECT_GT(two_hops, 60u);
}

}  // namespace
}  // namespace lethe

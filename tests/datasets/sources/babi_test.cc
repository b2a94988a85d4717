#include "datasets/sources/babi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

class BabiTest : public testing::TempDir {
 protected:
  Babi Read(const std::string& text, uint32_t max_facts = 64) const {
    BabiConfig config;
    config.add_file(WriteTemp("qa1_test_train.txt", text).string());
    config.set_max_facts(max_facts);
    return Babi(config, dir());
  }
};

constexpr char kStory[] =
    "1 Mary moved to the bathroom.\n2 John went to the hallway.\n3 Where is Mary? \tbathroom\t1\n4 Mary went back to "
    "the hallway.\n"
    "5 Where is Mary? \thallway\t4\n1 Daniel is in the garden.\n2 Is Daniel in the garden?\tyes\t1\n";

TEST_F(BabiTest, AQuestionSeesTheSentencesBeforeIt) {
  const Babi babi = Read(kStory);
  ASSERT_EQ(babi.size(), 3u);
  std::map<std::string, v1::Example> by_answer;
  for (uint64_t i = 0; i < 3; ++i) {
    const v1::Example example = babi.Make(1, i);
    by_answer[example.answer()] = example;
  }
  ASSERT_EQ(by_answer.size(), 3u);
  const v1::Example& later = by_answer["hallway"];
  EXPECT_EQ(later.task(), "babi/qa1");
  EXPECT_EQ(later.question(), "Where is Mary?");
  ASSERT_EQ(later.context_size(), 3);
  EXPECT_EQ(later.context(2).text(), "3: Mary went back to the hallway.");
  ASSERT_EQ(later.derivation_size(), 1);
  EXPECT_EQ(later.derivation(0).text(), "Mary went back to the hallway.");
  EXPECT_EQ(later.derivation(0).uses(0), "f3");
  EXPECT_EQ(by_answer["yes"].context_size(), 1);  // a new story begins at line 1
}

TEST_F(BabiTest, EachQuestionComesOnceInAnOrderOfTheSeed) {
  std::string text;
  for (int i = 0; i < 50; ++i)
    text += "1 Box " + std::to_string(i) + " is red.\n2 Which?\tbox" + std::to_string(i) + "\t1\n";
  const Babi babi = Read(text);
  std::vector<std::string> one, two;
  for (uint64_t i = 0; i < 50; ++i) {
    one.push_back(babi.Make(1, i).answer());
    two.push_back(babi.Make(2, i).answer());
  }
  EXPECT_EQ(std::set<std::string>(one.begin(), one.end()).size(), 50u);
  EXPECT_NE(one, two);
}

TEST_F(BabiTest, AFolderGivesTheTaskFilesBelowIt) {
  WriteTemp("set/LICENSE.txt", "who may use it");
  WriteTemp("set/train/qa1_one_train.txt", kStory);
  BabiConfig config;
  config.add_file((dir() / "set").string());
  EXPECT_EQ(*Babi(config, dir()).size(), 3u);
}

TEST_F(BabiTest, LongStoriesAreLeftOutAndCounted) {
  const Babi babi = Read(kStory, 2);
  EXPECT_EQ(babi.size(), 2u);
  EXPECT_EQ(babi.left_out().at("a story longer than max_facts"), 1u);
}

TEST_F(BabiTest, ErrorsNameTheLine) {
  EXPECT_THAT([&] { Read("Mary\n"); }, ThrowsCode(Code::kInvalidArgument, ":1"));
  EXPECT_THAT([&] { Read("1 A is B.\nx A is B.\n"); }, ThrowsCode(Code::kInvalidArgument, ":2"));
  EXPECT_THAT([&] { Read("1 A is B.\n2 Where?\tB\n"); }, ThrowsCode(Code::kInvalidArgument, "three fields"));
  EXPECT_THAT([&] { Read("1 A is B.\n2 Where?\tB\t7\n"); }, ThrowsCode(Code::kInvalidArgument, "support 7"));
  EXPECT_THAT([&] { Read("1 A is B.\n2 Where?\tB\t\n"); },
              ThrowsCode(Code::kInvalidArgument, "no supporting sentence"));
  EXPECT_THAT([&] { Read("1 A is B.\n"); }, ThrowsCode(Code::kInvalidArgument, "no question"));
}

TEST_F(BabiTest, AllTwentyTasksAreRead) {
  const auto data = SharedData("babi/valid");
  if (!data) GTEST_SKIP() << "needs ../shared/data/babi";
  BabiConfig config;
  config.add_file(data->string());
  const Babi babi(config, ".");
  uint64_t left_out = 0;
  for (const auto& [reason, count] : babi.left_out()) left_out += count;
  EXPECT_EQ(*babi.size() + left_out, 2005u);  // the README's count of validation questions
  std::set<std::string> tasks;
  const testing::ByteTokenizer tokenizer;
  for (uint64_t i = 0; i < *babi.size(); ++i) {
    const v1::Example example = babi.Make(1, i);
    tasks.insert(example.task());
    EXPECT_EQ(CheckDerivable(example), "");
    if (i % 20 == 0) EncodeExample(tokenizer, example, nullptr);
  }
  EXPECT_EQ(tasks.size(), 20u);
}

}  // namespace
}  // namespace lethe

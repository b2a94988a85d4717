#include "datasets/tokenize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/error.h"
#include "model/tokenizer/tokenizer.h"
#include "tests/support/sample_text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

constexpr char kLine[] =
    R"({"id": "a", "task": "t", "context": [{"id": "f1", "subject": "Ann Lee", "relation": "birthplace", "object": "Oslo"}, {"id": "f2", "text": "Bo sings."}],
 "question": "Where was Ann born?", "derivation": [{"text": "Ann Lee | birthplace | Oslo",
    "subject": "Ann Lee", "relation": "birthplace", "object": "Oslo", "uses": ["f1"]}],
 "answer": "Oslo", "hops": 1})";

std::string OneLine() {
  std::string line = kLine;
  std::erase(line, '\n');
  return line + "\n";
}

class TokenizeTest : public testing::TempDir {
 protected:
  Path TrainedTokenizer() const {
    TokenizerTraining training;
    training.input_files = {WriteTemp("text.txt", testing::SampleSentences(2000)).string()};
    training.output = dir() / "tokenizer.model";
    training.vocab_size = 600;
    TrainTokenizer(training);
    return training.output;
  }
};

TEST_F(TokenizeTest, TextHoldsWhatIsReadAndWritten) {
  const Path file = WriteTemp("e.jsonl", OneLine());
  std::ostringstream out;
  WriteExampleText(file, out);
  EXPECT_EQ(out.str(), "Ann Lee\nbirthplace\nOslo\nBo sings.\nWhere was Ann born?\nOslo\n");
}

TEST_F(TokenizeTest, ShardsHoldEveryExampleWhateverTheThreads) {
  std::string lines;
  for (int i = 0; i < 150; ++i) lines += OneLine();
  TokenizeOptions options;
  options.examples = WriteTemp("e.jsonl", lines);
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "one";
  options.threads = 1;
  const TokenizeResult result = TokenizeExamples(options, nullptr);
  EXPECT_EQ(result.examples, 150u);
  EXPECT_GT(result.loss_tokens, 150u * 8);
  options.out = dir() / "three";
  options.threads = 3;
  TokenizeExamples(options, nullptr);
  EXPECT_EQ(ReadFile(dir() / "one/shard-00000.safetensors"), ReadFile(dir() / "three/shard-00000.safetensors"));
  const TokenShard shard(dir() / "one/shard-00000.safetensors");
  EXPECT_EQ(shard.documents(), 150u);
  EXPECT_EQ(shard.document_facts(0), 2);
  EXPECT_EQ(shard.document_hops(0), 1);
  EXPECT_EQ(shard.metadata().at("vocab_size"), "600");
}

TEST_F(TokenizeTest, PartsHoldTheDocumentsOfTheWholeAndAreDoneOnce) {
  for (int i = 0; i < 5; ++i) {
    std::string line = OneLine();
    line.replace(line.find("\"a\""), 3, "\"e" + std::to_string(i) + "\"");
    WriteTemp("in/train-" + std::to_string(i) + ".jsonl", line + line);
  }
  TokenizeOptions options;
  options.examples = dir() / "in";
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "whole";
  TokenizeExamples(options, nullptr);
  std::vector<int32_t> whole, together;
  const auto collect = [](const Path& folder, std::vector<int32_t>& tokens) {
    for (const Path& file : ListTokenShards(folder)) {
      const TokenShard shard(file);
      for (size_t d = 0; d < shard.documents(); ++d)
        tokens.insert(tokens.end(), shard.document(d).tokens.begin(), shard.document(d).tokens.end());
    }
  };
  collect(options.out, whole);
  options.out = dir() / "parts";
  options.shards = 3;
  for (options.shard = 0; options.shard < 3; ++options.shard) TokenizeExamples(options, nullptr);
  collect(options.out, together);
  EXPECT_EQ(together, whole);
  EXPECT_TRUE(std::filesystem::exists(options.out / "shard-00002-of-00003-00000.safetensors"));
  options.shard = 1;
  EXPECT_EQ(TokenizeExamples(options, nullptr).examples, 0u);  // done before
  options.shard = 3;
  EXPECT_THAT([&] { TokenizeExamples(options, nullptr); }, ThrowsCode(Code::kInvalidArgument, "part 3/3"));
}

// The same with a fact of 400 tokens and more.
std::string LongLine() {
  std::string line = OneLine();
  line.replace(line.find("Bo sings."), 9, testing::SampleSentences(40));
  std::replace(line.begin(), line.end() - 1, '\n', ' ');
  return line;
}

TEST_F(TokenizeTest, LongExamplesAreLeftOutAndCounted) {
  TokenizeOptions options;
  options.examples = WriteTemp("e.jsonl", OneLine() + LongLine());
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "out";
  options.max_tokens_per_example = 200;
  options.max_tokens_per_fact = 4000;
  const TokenizeResult result = TokenizeExamples(options, nullptr);
  EXPECT_EQ(result.too_long, 1u);
  EXPECT_EQ(result.shards, 1u);
}

TEST_F(TokenizeTest, ExamplesWithALongFactAreLeftOutAndCounted) {
  TokenizeOptions options;
  options.examples = WriteTemp("e.jsonl", OneLine() + LongLine());
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "out";
  options.max_tokens_per_fact = 4000;
  EXPECT_EQ(TokenizeExamples(options, nullptr).too_long, 0u);
  options.out = dir() / "short";
  options.max_tokens_per_fact = 50;
  EXPECT_EQ(TokenizeExamples(options, nullptr).too_long, 1u);
}

TEST_F(TokenizeTest, WhereNoExampleIsLeftTheOptionsAreNamed) {
  TokenizeOptions options;
  options.examples = WriteTemp("e.jsonl", OneLine() + "no example\n");
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "out";
  options.max_tokens_per_example = 5;
  options.skip_bad = 1;
  EXPECT_THAT([&] { TokenizeExamples(options, nullptr); },
              ThrowsCode(Code::kInvalidArgument, "1 are longer than --max-tokens 5"));
  EXPECT_FALSE(std::filesystem::exists(options.out));
}

TEST_F(TokenizeTest, ARunThatFailsLeavesNoShard) {
  TokenizeOptions options;
  options.examples = WriteTemp("e.jsonl", OneLine() + OneLine());
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "out";
  options.max_tokens_per_shard = 1;  // so that the first is written before the end
  const auto fail = [](uint64_t) { throw Error(Code::kAborted, "stopped"); };
  EXPECT_THAT([&] { TokenizeExamples(options, fail); }, ThrowsCode(Code::kAborted, "stopped"));
  EXPECT_FALSE(std::filesystem::exists(options.out));
  WriteTemp("out/notes.txt", "mine");
  EXPECT_THAT([&] { TokenizeExamples(options, fail); }, ThrowsCode(Code::kAborted, "stopped"));
  EXPECT_TRUE(std::filesystem::exists(options.out / "notes.txt"));
  EXPECT_EQ(TokenizeExamples(options, nullptr).shards, 2u);
}

// Of lines that are no examples but for the last, so that nothing long is encoded.
TEST_F(TokenizeTest, ABatchEndsAfterSixteenMegabytes) {
  TokenizeOptions options;
  std::string lines;
  for (int i = 0; i < 17; ++i) lines += std::string(1 << 20, 'x') + "\n";
  options.examples = WriteTemp("e.jsonl", lines + OneLine());
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "out";
  options.skip_bad = 17;
  std::vector<uint64_t> done;
  TokenizeExamples(options, [&](uint64_t examples) { done.push_back(examples); });
  EXPECT_THAT(done, ::testing::ElementsAre(16, 18));
}

TEST_F(TokenizeTest, ALineAboveTheLimitIsNamedWithIt) {
  TokenizeOptions options;
  options.examples = WriteTemp("e.jsonl", OneLine() + std::string(kMaxExampleBytes + 1, 'x') + "\n");
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "out";
  EXPECT_THAT([&] { TokenizeExamples(options, nullptr); },
              ThrowsCode(Code::kResourceExhausted, "e.jsonl:2: line is longer than 16777216 bytes"));
}

TEST_F(TokenizeTest, AnExampleThatBreaksTheGrammarIsNamed) {
  std::string line = OneLine();
  line.replace(line.find("\"uses\": [\"f1\"]"), 14, "\"uses\": [\"f7\"]");
  TokenizeOptions options;
  options.examples = WriteTemp("e.jsonl", OneLine() + line);
  options.tokenizer = TrainedTokenizer();
  options.out = dir() / "out";
  EXPECT_THAT([&] { TokenizeExamples(options, nullptr); }, ThrowsCode(Code::kInvalidArgument, "e.jsonl:2"));
}

}  // namespace
}  // namespace lethe

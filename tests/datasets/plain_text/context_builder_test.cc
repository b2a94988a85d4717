#include "datasets/plain_text/context_builder.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/line_reader.h"
#include "datasets/example_json.h"
#include "datasets/plain_text/gain_map.h"
#include "model/data/token_shard.h"
#include "tests/support/sample_text.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

// A model that finds a token likely when it has read it before.
class RepetitionScorer : public TokenScorer {
 public:
  static constexpr float kSeen = 1, kNew = 4;

  explicit RepetitionScorer(uint32_t vocabulary) { config_.set_vocab_size(vocabulary); }

  std::vector<std::vector<float>> Losses(const std::vector<Sequence>& sequences) const override {
    std::vector<std::vector<float>> losses;
    for (const Sequence& s : sequences) {
      std::vector<float>& list = losses.emplace_back();
      for (size_t i = 0; i < s.tokens.size(); ++i) {
        if (s.loss_weight[i] == 0) continue;
        const auto here = s.tokens.begin() + static_cast<std::ptrdiff_t>(i);
        list.push_back(std::find(s.tokens.begin(), here, *here) != here ? kSeen : kNew);
      }
    }
    return losses;
  }
  const ModelConfig& config() const override { return config_; }

 private:
  ModelConfig config_;
};

constexpr char kStories[] =
    "Lily had a kite. It was green and had a tail. The wind took the kite. Lily ran after the kite.\n<|endoftext|>\n"
    "Tom met a fox. The fox was hungry and sad. Tom gave the fox his bread. The fox ate the bread.\n<|endoftext|>\n"
    "A fox lost its tail in the wind. It looked under a tree. The tail was green.\n<|endoftext|>\n";

class ContextBuilderTest : public testing::TempDir {
 protected:
  ContextBuilderTest() {
    config_.set_format("tinystories");
    config_.add_corpus(WriteTemp("stories.txt", kStories).string());
    config_.set_passage_bytes(48);
    config_.set_search("bm25");
  }

  const Path& TokenizerFile() {
    if (!tokenizer_.empty()) return tokenizer_;
    TokenizerTraining training;
    training.input_files = {WriteTemp("text.txt", testing::SampleSentences(2000)).string()};
    training.output = tokenizer_ = dir() / "tokenizer.model";
    training.vocab_size = 600;
    TrainTokenizer(training);
    return tokenizer_;
  }
  ContextBuildResult Build(const std::string& out, const TokenScorer* scorer = nullptr, size_t threads = 2) {
    ContextBuildOptions options;
    options.out = dir() / out;
    options.tokenizer = TokenizerFile();
    options.scorer = scorer;
    options.threads = threads;
    return BuildContextDataset(config_, options, nullptr);
  }
  std::vector<v1::Example> Examples(const std::string& out) {
    std::vector<v1::Example> examples;
    ForEachExample(dir() / out, [&](const v1::Example& example, const std::string&) { examples.push_back(example); });
    return examples;
  }

  PlainTextConfig config_;
  Path tokenizer_;
};

TEST_F(ContextBuilderTest, WritesExamplesOfTheFormat) {
  const ContextBuildResult result = Build("out");
  const auto examples = Examples("out");
  EXPECT_EQ(result.documents, 3u);
  EXPECT_EQ(result.examples, examples.size());
  ASSERT_FALSE(examples.empty());
  EXPECT_GT(result.related, 0u);
  for (const v1::Example& example : examples) {
    EXPECT_GT(example.context_size(), 0) << example.id();
    EXPECT_EQ(example.split(), "train");
    for (const v1::ContextFact& fact : example.context())
      EXPECT_EQ(fact.text().find(example.answer()), std::string::npos) << example.id();
  }
  EXPECT_FALSE(std::filesystem::exists(dir() / "out/scores"));
}

TEST_F(ContextBuilderTest, WithoutAModelEveryTokenWeighsOneAndSomeExamplesComeClosedBookToo) {
  config_.set_closed_book(1);
  const ContextBuildResult result = Build("out");
  const TokenShard shard(dir() / "out/shards/shard-00000.safetensors");
  EXPECT_EQ(shard.documents(), 2 * result.examples);
  EXPECT_EQ(result.sequences, 2 * result.examples);
  EXPECT_DOUBLE_EQ(result.loss_weight, static_cast<double>(result.loss_tokens));
  EXPECT_GT(shard.document_facts(0), 0);
  EXPECT_EQ(shard.document_facts(1), 0);
  config_.set_closed_book(0);
  EXPECT_EQ(Build("open").sequences, result.examples);
}

TEST_F(ContextBuilderTest, WithAModelTokensWeighWhatTheContextGains) {
  const RepetitionScorer scorer(600);
  const ContextBuildResult result = Build("out", &scorer);
  // A gain of 3 weighs 1, none weighs 0.
  EXPECT_GT(result.loss_tokens, 0u);
  EXPECT_DOUBLE_EQ(result.loss_weight, static_cast<double>(result.loss_tokens));
  EXPECT_EQ(result.sequences + result.without_gain, result.examples);
  const auto report = nlohmann::json::parse(result.report);
  EXPECT_EQ(report["examples"], result.examples);
  EXPECT_GT(report["all"]["gain"], 0.0);
  EXPECT_EQ(ReadFile(dir() / "out/scores/report.json"), result.report + "\n");
  const double n = report["all"]["n"], positive = report["all"]["positive"];
  EXPECT_NEAR(n * positive, static_cast<double>(result.loss_tokens), 1);
}

TEST_F(ContextBuilderTest, TheScoresAreThoseOfTheExamplesTokens) {
  const RepetitionScorer scorer(600);
  Build("out", &scorer);
  const auto tokenizer = Tokenizer::Load(TokenizerFile());
  for (const v1::Example& example : Examples("out")) {
    const auto scored = LoadScored(dir() / "out", example.id());
    ASSERT_EQ(scored.size(), 1u);
    const GainRecord& gain = scored[0].gain;
    ASSERT_EQ(gain.ends.size(), tokenizer->Encode(example.answer()).size());
    EXPECT_EQ(gain.ends.back(), example.answer().size());
    for (size_t i = 0; i < gain.ends.size(); ++i)
      EXPECT_EQ(gain.weight[i], gain.loss_without[i] > gain.loss_with[i] ? 1.0f : 0.0f);
  }
}

TEST_F(ContextBuilderTest, TheSameWhateverTheThreads) {
  const RepetitionScorer scorer(600);
  Build("one", &scorer, 1);
  Build("three", &scorer, 3);
  for (const char* file : {"train.jsonl", "scores/gain.jsonl", "shards/shard-00000.safetensors"})
    EXPECT_EQ(ReadFile(dir() / "one" / file), ReadFile(dir() / "three" / file)) << file;
}

TEST_F(ContextBuilderTest, MakesNoMoreThanTheCount) {
  config_.set_count(2);
  EXPECT_EQ(Build("out").examples, 2u);
}

TEST_F(ContextBuilderTest, LongExamplesAreLeftOutAndCounted) {
  const uint64_t all = Build("all").examples;
  // Letters that the tokenizer has never seen are a token a byte.
  const std::string sentence =
      "\u0391\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd\u03be\u03bf\u03c0\u03c1"
      "\u03c3\u03c4\u03c5\u03c6\u03c7. ";
  config_.add_corpus(WriteTemp("greek.txt", sentence + sentence + sentence).string());
  config_.set_max_passage_tokens(42);
  ContextBuildResult result = Build("passages");
  EXPECT_EQ(result.too_long, 1u);  // the first continuation has no passage beside its prompt
  EXPECT_EQ(result.examples, all);
  config_.clear_max_passage_tokens();
  config_.set_max_question_tokens(90);
  result = Build("questions");
  EXPECT_EQ(result.too_long, 1u);
  EXPECT_EQ(result.examples, all);
}

TEST_F(ContextBuilderTest, WithoutATokenizerThereAreExamplesAlone) {
  ContextBuildOptions options;
  options.out = dir() / "out";
  EXPECT_GT(BuildContextDataset(config_, options, nullptr).examples, 0u);
  EXPECT_FALSE(std::filesystem::exists(dir() / "out/shards"));
  const RepetitionScorer scorer(600);
  options.scorer = &scorer;
  EXPECT_THAT([&] { BuildContextDataset(config_, options, nullptr); }, ThrowsCode(Code::kInvalidArgument, "tokenizer"));
}

TEST_F(ContextBuilderTest, WhatCannotBeIsNamed) {
  Build("out");
  EXPECT_THAT([&] { Build("out"); }, ThrowsCode(Code::kAlreadyExists, "shards"));
  const RepetitionScorer small(100);
  EXPECT_THAT([&] { Build("small", &small); }, ThrowsCode(Code::kFailedPrecondition, "600 tokens"));
  config_.set_passage_bytes(4000);
  EXPECT_THAT([&] { Build("none"); }, ThrowsCode(Code::kInvalidArgument, "two passages"));
  config_.set_earlier_passages(90);
  config_.set_related_passages(9);
  EXPECT_THAT([&] { Build("many"); }, ThrowsCode(Code::kInvalidArgument, "99"));
  config_.set_earlier_passages(1);
  config_.set_closed_book(2);
  EXPECT_THAT([&] { Build("share"); }, ThrowsCode(Code::kInvalidArgument, "closed_book"));
  config_.set_closed_book(0);
  config_.set_split("a/b");
  EXPECT_THAT([&] { Build("split"); }, ThrowsCode(Code::kInvalidArgument, "split"));
}

TEST_F(ContextBuilderTest, RealStoriesGiveExamples) {
  const auto stories = testing::SharedData("text_tinystories/tinystories_v2_gpt4.train.txt.zst");
  if (!stories) GTEST_SKIP() << "needs ../shared/data/text_tinystories";
  config_.clear_corpus();
  config_.add_corpus(stories->string());
  config_.set_passage_bytes(320);
  config_.set_count(200);
  const ContextBuildResult result = Build("out");
  EXPECT_EQ(result.documents, 1555u);
  // Some are too long for a tokenizer that was trained on other text.
  EXPECT_EQ(result.examples + result.too_long, 200u);
  EXPECT_GT(result.examples, 100u);
  EXPECT_GT(result.related, 200u);
}

}  // namespace
}  // namespace lethe

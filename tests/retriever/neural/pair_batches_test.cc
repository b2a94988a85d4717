#include "retriever/neural/pair_batches.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

DualEncoderTraining Config() {
  DualEncoderTraining config;
  config.mutable_model()->set_buckets(4096);
  config.mutable_model()->set_dimension(16);
  config.set_pairs_per_step(8);
  config.set_hard_negatives(2);
  return config;
}

TextPairs Facts() {
  TextPairs texts;
  texts.questions = {"where was ann born", "where was bob born"};
  texts.passages = {"ann place of birth oslo", "ann employer acme", "bob place of birth rome", "ann born in oslo"};
  texts.pairs = {{0, {0, 3}, {1, 2}}, {1, {2}, {0, 1}}};
  return texts;
}

std::vector<int64_t> RowsOf(std::string_view text) {
  std::vector<int64_t> rows;
  for (const TextFeature& feature : TextFeatures(Config().model()).Of(text)) rows.push_back(feature.bucket);
  return rows;
}

TEST(PairBatchesTest, EachPassageStandsOnceAndTheAnswersAreRight) {
  const std::vector<TextPairs> sources = {Facts()};
  PairBatches batches(Config(), sources);
  Random random(3);
  for (int step = 0; step < 20; ++step) {
    const ContrastiveBatch batch = batches.Draw(random);
    ASSERT_EQ(batch.questions.size(), 8u);
    ASSERT_EQ(batch.also_answers.size(), 8u);
    std::set<std::vector<int64_t>> distinct;
    for (const FeatureBag& passage : batch.passages) distinct.insert(passage.rows);
    EXPECT_EQ(distinct.size(), batch.passages.size());
    EXPECT_LE(distinct.size(), 4u);
    for (size_t i = 0; i < 8; ++i) {
      const bool of_ann = batch.questions[i].rows == RowsOf("where was ann born");
      const auto& answer = batch.passages[static_cast<size_t>(batch.answer[i])].rows;
      if (of_ann) {
        EXPECT_TRUE(answer == RowsOf("ann place of birth oslo") || answer == RowsOf("ann born in oslo"));
      } else {
        EXPECT_EQ(answer, RowsOf("bob place of birth rome"));
      }
      for (const int64_t also : batch.also_answers[i]) {
        const auto& rows = batch.passages[static_cast<size_t>(also)].rows;
        EXPECT_EQ(of_ann, rows != RowsOf("bob place of birth rome"));
      }
    }
  }
}

TEST(PairBatchesTest, ASentenceStandsForTheQuestion) {
  TextPairs texts;
  texts.questions = {"what"};
  texts.passages = {"Oslo lies north. Rome lies south."};
  texts.pairs = {{0, {0}, {}}};
  texts.cloze = 1;
  const std::vector<TextPairs> sources = {texts};
  PairBatches batches(Config(), sources);
  Random random(1);
  const ContrastiveBatch batch = batches.Draw(random);
  std::set<std::vector<int64_t>> questions;
  for (size_t i = 0; i < batch.questions.size(); ++i) {
    questions.insert(batch.questions[i].rows);
    const bool north = batch.questions[i].rows == RowsOf("Oslo lies north.");
    EXPECT_EQ(batch.passages[static_cast<size_t>(batch.answer[i])].rows,
              RowsOf(north ? "Rome lies south." : "Oslo lies north."));
  }
  EXPECT_EQ(questions.size(), 2u);
}

TEST(PairBatchesTest, SourcesComeByTheirWeights) {
  std::vector<TextPairs> sources = {Facts(), Facts()};
  sources[1].questions = {"other one", "other two"};
  sources[1].weight = 3;
  PairBatches batches(Config(), sources);
  Random random(1);
  int other = 0;
  for (int step = 0; step < 400; ++step) {
    const auto rows = batches.Draw(random).questions[0].rows;
    other += rows == RowsOf("other one") || rows == RowsOf("other two");
  }
  EXPECT_NEAR(other, 300, 40);
}

TEST(PairBatchesTest, RareFeaturesStartHeavy) {
  const std::vector<TextPairs> sources = {Facts()};
  Random random(1);
  const std::vector<float> weights = PairBatches(Config(), sources).StartWeights(random);
  const int64_t common = RowsOf("ann")[0];
  std::set<int64_t> seen;
  for (const std::string& text : Facts().questions) {
    for (const int64_t row : RowsOf(text)) seen.insert(row);
  }
  for (const std::string& text : Facts().passages) {
    for (const int64_t row : RowsOf(text)) seen.insert(row);
  }
  int64_t unseen = 0;
  while (seen.contains(unseen)) ++unseen;
  EXPECT_EQ(weights[static_cast<size_t>(unseen)], 0.0f);
  EXPECT_LT(weights[static_cast<size_t>(common)], -2.0f);
  for (const float weight : weights) EXPECT_GE(weight, std::log(0.05f) - 1e-4f);
}

TEST(PairBatchesTest, RefusesSourcesWithoutPairs) {
  EXPECT_THAT([] { PairBatches(Config(), {}); }, ThrowsCode(Code::kInvalidArgument, "name a source"));
  const std::vector<TextPairs> empty(1);
  EXPECT_THAT([&] { PairBatches(Config(), empty); }, ThrowsCode(Code::kInvalidArgument, "has no pairs"));
}

}  // namespace
}  // namespace lethe

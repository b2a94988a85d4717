#include "retriever/neural/train_dual_encoder.h"

#include <gmock/gmock.h>

#include "retriever/embedders/dual_encoder.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

// Questions whose words no fact has: only training can tell what they ask for.
TextPairs Cities() {
  const std::vector<std::pair<std::string, std::string>> relations = {{"whence does NAME come", "NAME birthplace"},
                                                                      {"who pays NAME", "NAME employer"},
                                                                      {"what does NAME eat", "NAME food"}};
  TextPairs texts;
  for (int person = 0; person < 60; ++person) {
    const std::string name = "n" + std::to_string(7919 * (person + 1));
    const auto first = static_cast<uint32_t>(texts.passages.size());
    for (uint32_t r = 0; r < relations.size(); ++r) {
      const auto with_name = [&name](std::string text) { return text.replace(text.find("NAME"), 4, name); };
      const auto question = static_cast<uint32_t>(texts.questions.size());
      texts.questions.push_back(with_name(relations[r].first));
      texts.passages.push_back(with_name(relations[r].second));
      TextPair pair{question, {first + r}, {}};
      for (uint32_t other = 0; other < relations.size(); ++other) {
        if (other != r) pair.others.push_back(first + other);
      }
      texts.pairs.push_back(pair);
    }
  }
  return texts;
}

class TrainDualEncoderTest : public testing::TempDir {
 protected:
  TrainDualEncoderTest() {
    DualEncoderTraining& training = *config_.mutable_dual_encoder();
    training.mutable_model()->set_dimension(32);
    training.mutable_model()->set_buckets(8192);
    training.set_pairs_per_step(24);
    training.set_hard_negatives(2);
    config_.mutable_optimizer()->mutable_adamw()->set_lr(1e-3f);
    config_.mutable_schedule()->set_warmup_steps(5);
    config_.set_threads(1);
    config_.set_steps(150);
    config_.set_log_every(50);
  }

  TrainConfig config_;
};

// The share of questions nearest to their own fact, by the embedder that a store opens.
double Accuracy(const Path& folder, const TextPairs& texts) {
  DualEncoderConfig config;
  config.set_folder(folder.string());
  const DualEncoder encoder(config);
  std::vector<std::vector<float>> facts;
  for (const std::string& passage : texts.passages) facts.push_back(encoder.EmbedOne(passage));
  double right = 0;
  for (const TextPair& pair : texts.pairs) {
    const std::vector<float> question = encoder.EmbedQuery(texts.questions[pair.question]);
    size_t best = 0;
    double best_score = -2;
    for (size_t i = 0; i < facts.size(); ++i) {
      double score = 0;
      for (size_t c = 0; c < question.size(); ++c) score += static_cast<double>(question[c]) * facts[i][c];
      if (score > best_score) best = i, best_score = score;
    }
    right += best == pair.answers[0];
  }
  return right / static_cast<double>(texts.pairs.size());
}

TEST_F(TrainDualEncoderTest, LearnsWhatNoSharedLettersSay) {
  const std::vector<TextPairs> texts = {Cities()};
  config_.set_eval_every(150);
  const TrainResult result = TrainDualEncoderOnTexts(config_, texts, texts, dir() / "run", false, nullptr);
  config_.set_steps(1);
  const TrainResult barely = TrainDualEncoderOnTexts(config_, texts, {}, dir() / "barely", false, nullptr);
  EXPECT_EQ(result.tokens, 150 * 24);
  EXPECT_LT(Accuracy(barely.checkpoint, texts[0]), 0.6);
  EXPECT_GT(Accuracy(result.checkpoint, texts[0]), 0.95);
  EXPECT_NE(ReadFile(dir() / "run/metrics.jsonl").find("\"eval/accuracy\":"), std::string::npos);
}

}  // namespace
}  // namespace lethe

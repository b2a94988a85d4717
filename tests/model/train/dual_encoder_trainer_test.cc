#include "model/train/dual_encoder_trainer.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "model/checkpoint.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

constexpr int64_t kBuckets = 300, kDimension = 8;

// Question i and passage i share a row; the rest are random.
class RandomPairs : public ContrastiveSource {
 public:
  ContrastiveBatch Draw(Random& random) override {
    ContrastiveBatch batch;
    for (int64_t i = 0; i < 6; ++i) {
      const auto shared = static_cast<int64_t>(random.Below(200));
      batch.questions.push_back(Bag(shared, random));
      batch.passages.push_back(Bag(shared, random));
      batch.answer.push_back(i);
      batch.also_answers.push_back({i});
    }
    batch.passages.push_back(Bag(0, random));
    batch.also_answers[0].push_back(6);  // neither right nor wrong
    return batch;
  }

 private:
  static FeatureBag Bag(int64_t shared, Random& random) {
    FeatureBag bag;
    for (const int64_t row : {shared, static_cast<int64_t>(200 + random.Below(50)), int64_t{299}}) {
      bag.rows.push_back(row);
      bag.weights.push_back(1 + static_cast<float>(random.Uniform()));
    }
    return bag;
  }
};

class DualEncoderTrainerTest : public testing::TempDir {
 protected:
  DualEncoderTrainerTest() {
    DualEncoderTraining& training = *config_.mutable_dual_encoder();
    training.mutable_model()->set_buckets(kBuckets);
    training.mutable_model()->set_dimension(kDimension);
    training.set_pairs_per_step(6);
    config_.mutable_optimizer()->mutable_adamw()->set_lr(1e-2f);
    config_.mutable_schedule()->set_warmup_steps(1);
    config_.set_threads(1);
    config_.set_steps(10);
    config_.set_checkpoint_every(4);
    config_.set_log_every(1);
  }

  TrainResult Run(const char* name, bool resume = false, const TrainObserver& observer = nullptr) {
    RandomPairs pairs;
    return TrainDualEncoder(config_, pairs, nullptr, StartWeights(kBuckets, -0.5f), dir() / name, resume, observer);
  }
  std::map<std::string, torch::Tensor> Weights(const Path& checkpoint) {
    return LoadTensors(dir() / checkpoint / "model.safetensors");
  }

  TrainConfig config_;
};

std::vector<double> Numbers(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.to(torch::kFloat64).flatten().contiguous();
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

// The header's loss in plain double loops.
struct PlainEncoder {
  std::vector<double> table, fact, question, matrix;

  std::vector<double> Embed(const FeatureBag& bag, const std::vector<double>& learned, bool is_question) const {
    constexpr auto kD = static_cast<size_t>(kDimension);
    std::vector<double> sum(kD), row(kD);
    for (size_t i = 0; i < bag.rows.size(); ++i) {
      const auto f = static_cast<size_t>(bag.rows[i]);
      for (size_t c = 0; c < kD; ++c) sum[c] += bag.weights[i] * std::exp(learned[f]) * table[f * kD + c];
    }
    for (size_t c = 0; c < kD; ++c) {
      for (size_t r = 0; r < kD; ++r) row[r] += sum[c] * matrix[c * kD + r];
    }
    if (!is_question) row = sum;
    double square = 0;
    for (const double x : row) square += x * x;
    for (double& x : row) x /= std::sqrt(square);
    return row;
  }

  double Loss(const ContrastiveBatch& batch, double temperature) const {
    double loss = 0;
    for (size_t i = 0; i < batch.questions.size(); ++i) {
      const std::vector<double> q = Embed(batch.questions[i], question, true);
      double right = 0, all = 0;
      for (size_t j = 0; j < batch.passages.size(); ++j) {
        const std::vector<double> p = Embed(batch.passages[j], fact, false);
        double cosine = 0;
        for (size_t c = 0; c < q.size(); ++c) cosine += q[c] * p[c];
        const bool is_answer = static_cast<int64_t>(j) == batch.answer[i];
        const bool left_out = !is_answer && std::count(batch.also_answers[i].begin(), batch.also_answers[i].end(),
                                                       static_cast<int64_t>(j)) > 0;
        if (is_answer) right = cosine / temperature;
        if (!left_out) all += std::exp(cosine / temperature);
      }
      loss += std::log(all) - right;
    }
    return loss;
  }
};

TEST_F(DualEncoderTrainerTest, WeightsThatAreNotFiniteReachNoCheckpoint) {
  StartWeights start(kBuckets, -0.5f);
  start[260] = std::numeric_limits<float>::quiet_NaN();  // of a row that no pair has
  RandomPairs pairs;
  EXPECT_THAT([&] { TrainDualEncoder(config_, pairs, nullptr, start, dir() / "run", false, nullptr); },
              ThrowsCode(Code::kInternal, "weight fact_weights is not finite at step 4"));
  EXPECT_FALSE(std::filesystem::is_symlink(dir() / "run/last"));
}

// The second step's loss, from the first one's checkpoint, and the table's move against differences of that loss.
TEST_F(DualEncoderTrainerTest, AStepFollowsTheLossOfTheFormula) {
  config_.set_steps(3);
  config_.set_checkpoint_every(1);
  std::vector<double> losses;
  Run("run", false, [&losses](const TrainProgress& at) { return losses.push_back(at.loss), false; });
  const auto before = Weights("run/step-1"), after = Weights("run/step-2");
  const auto state = LoadTensors(dir() / "run/step-1/optimizer.safetensors");
  const double temperature = std::exp(state.at("log_temperature").item<double>());
  PlainEncoder plain{Numbers(before.at("table")), Numbers(before.at("fact_weights")),
                     Numbers(before.at("question_weights")), Numbers(before.at("question_matrix"))};
  RandomPairs pairs;
  Random random(config_.seed());
  pairs.Draw(random);
  const ContrastiveBatch batch = pairs.Draw(random);
  EXPECT_NEAR(plain.Loss(batch, temperature) / 6, losses[1], 1e-4);

  const std::vector<double> moved = Numbers(after.at("table") - before.at("table"));
  const std::vector<double> sums = Numbers(state.at("table/sums"));
  const auto row = static_cast<size_t>(batch.questions[0].rows[0]);
  std::vector<double> gradient(kDimension);
  double mean_square = 0;
  for (size_t c = 0; c < gradient.size(); ++c) {
    const double h = 1e-5;
    double& x = plain.table[row * kDimension + c];
    x += h;
    const double up = plain.Loss(batch, temperature);
    x -= 2 * h;
    gradient[c] = (up - plain.Loss(batch, temperature)) / (2 * h);
    x += h;
    mean_square += gradient[c] * gradient[c] / kDimension;
  }
  const double rate = config_.dual_encoder().table_lr() / std::sqrt(sums[row] + mean_square + 0.1);
  for (size_t c = 0; c < gradient.size(); ++c) EXPECT_NEAR(moved[row * kDimension + c], -rate * gradient[c], 2e-5) << c;
  for (size_t c = 0; c < kDimension; ++c) EXPECT_EQ(moved[298 * kDimension + c], 0) << "a row that no text has";
}

TEST_F(DualEncoderTrainerTest, ResumedRunEqualsTheUninterruptedOneToTheLastBit) {
  Run("whole");
  Run("parts", false, [](const TrainProgress& at) { return at.step == 5; });
  EXPECT_EQ(std::filesystem::read_symlink(dir() / "parts/last"), "step-5");
  const TrainResult result = Run("parts", true);
  EXPECT_EQ(result.steps, 10);
  EXPECT_EQ(result.tokens, 60);
  const auto whole = Weights("whole/last"), parts = Weights("parts/last");
  ASSERT_EQ(whole.size(), 4u);
  for (const auto& [name, tensor] : whole) EXPECT_TRUE(torch::equal(tensor, parts.at(name))) << name;
}

TEST_F(DualEncoderTrainerTest, LossFalls) {
  config_.set_steps(200);
  config_.mutable_dual_encoder()->set_table_lr(0.1f);
  double first = 0, last = 0;
  Run("run", false, [&](const TrainProgress& at) {
    if (at.step == 1) first = at.loss;
    last = at.step > 190 ? last + at.loss / 10 : 0;
    return false;
  });
  EXPECT_LT(last, 0.7 * first);
}

TEST_F(DualEncoderTrainerTest, RefusesWhatCannotBeRun) {
  const auto refused = [&](const char* message, auto change) {
    const TrainConfig kept = config_;
    change(*config_.mutable_dual_encoder());
    EXPECT_THAT([&] { Run("run"); }, ThrowsCode(Code::kInvalidArgument, message));
    config_ = kept;
  };
  refused("pairs_per_step: 1", [](DualEncoderTraining& training) { training.set_pairs_per_step(1); });
  refused("temperature: 2", [](DualEncoderTraining& training) { training.set_temperature(2); });
  refused("table_lr", [](DualEncoderTraining& training) { training.set_table_lr(0); });
  refused("accumulator", [](DualEncoderTraining& training) { training.set_accumulator(0); });
  EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); },
              ThrowsCode(Code::kInvalidArgument, "dual_encoder: this config trains an embedder"));
}

TEST_F(DualEncoderTrainerTest, DamagedStateIsRefused) {
  Run("run");
  WriteFileAtomic(dir() / "run/last/trainer_state.json", "{");
  EXPECT_THAT([&] { Run("run", true); }, ThrowsCode(Code::kDataLoss, "trainer_state.json"));
}

}  // namespace
}  // namespace lethe

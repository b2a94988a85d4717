#include "model/train/dual_encoder_trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/log.h"
#include "model/checkpoint.h"
#include "model/generator.h"
#include "model/train/optimizers/optimizer.h"
#include "model/train/training_run.h"

namespace lethe {
namespace {

using torch::Tensor;

constexpr double kMinTemperature = 0.01, kMaxTemperature = 1;

void CheckConfig(const TrainConfig& config) {
  const DualEncoderTraining& training = config.dual_encoder();
  const auto require = [](const char* field, bool holds) {
    if (!holds) throw Error(Code::kInvalidArgument, StrCat(field, ": must be more than 0"));
  };
  require("steps", config.steps() > 0);
  require("log_every", config.log_every() > 0);
  require("checkpoint_every", config.checkpoint_every() > 0);
  require("dual_encoder.table_lr", training.table_lr() > 0);
  require("dual_encoder.accumulator", training.accumulator() > 0);
  if (training.pairs_per_step() < 2) {
    throw Error(Code::kInvalidArgument, StrCat("dual_encoder.pairs_per_step: ", training.pairs_per_step(),
                                               " leaves no passages to tell apart; say 2 at least"));
  }
  if (training.temperature() < kMinTemperature || training.temperature() > kMaxTemperature) {
    throw Error(Code::kInvalidArgument, StrCat("dual_encoder.temperature: ", training.temperature(), " is outside ",
                                               kMinTemperature, " to ", kMaxTemperature));
  }
}

// Bags whose rows are numbers within a step's own, small table.
struct BagTensors {
  Tensor rows, offsets, weights;  // int64 [K], int64 [bags + 1], float [K]
};

// The rows of the table that a batch touches, and its bags in their numbers.
class Gathered {
 public:
  // `place` has a -1 for each row of the table, and has it again afterwards.
  Gathered(const ContrastiveBatch& batch, std::vector<int64_t>& place)
      : questions(Renumber(batch.questions, place)), passages(Renumber(batch.passages, place)) {
    rows = torch::tensor(seen_, torch::kInt64);
    for (const int64_t row : seen_) place[static_cast<size_t>(row)] = -1;
  }

 private:
  std::vector<int64_t> seen_;

 public:
  BagTensors questions, passages;
  Tensor rows;  // int64 [U]

 private:
  BagTensors Renumber(const std::vector<FeatureBag>& bags, std::vector<int64_t>& place) {
    std::vector<int64_t> rows_of_bags, offsets = {0};
    std::vector<float> weights;
    for (const FeatureBag& bag : bags) {
      for (const int64_t row : bag.rows) {
        int64_t& number = place[static_cast<size_t>(row)];
        if (number < 0) {
          number = static_cast<int64_t>(seen_.size());
          seen_.push_back(row);
        }
        rows_of_bags.push_back(number);
      }
      weights.insert(weights.end(), bag.weights.begin(), bag.weights.end());
      offsets.push_back(static_cast<int64_t>(rows_of_bags.size()));
    }
    return {torch::tensor(rows_of_bags, torch::kInt64), torch::tensor(offsets, torch::kInt64), torch::tensor(weights)};
  }
};

Tensor Unit(const Tensor& x) {
  return x / (x.square().sum(1, /*keepdim=*/true) + 1e-12).sqrt();
}

// [bags, D]: the sum over a bag of its weights times exp(learned weight) times row.
Tensor Sum(const BagTensors& bags, const Tensor& table, const Tensor& learned) {
  const Tensor weights = bags.weights * learned.exp().index_select(0, bags.rows);
  return std::get<0>(torch::embedding_bag(table, bags.rows, bags.offsets, /*scale_grad_by_freq=*/false, /*mode=*/0,
                                          /*sparse=*/false, weights, /*include_last_offset=*/true));
}

// True where a passage is not a wrong one: it answers the question, and is not the one asked for.
Tensor LeftOut(const ContrastiveBatch& batch) {
  Tensor mask = torch::zeros(
      {static_cast<int64_t>(batch.questions.size()), static_cast<int64_t>(batch.passages.size())}, torch::kBool);
  auto at = mask.accessor<bool, 2>();
  for (size_t i = 0; i < batch.also_answers.size(); ++i) {
    for (const int64_t passage : batch.also_answers[i])
      at[static_cast<int64_t>(i)][passage] = passage != batch.answer[i];
  }
  return mask;
}

class DualEncoderTrainer : public TrainingRun {
 public:
  DualEncoderTrainer(const TrainConfig& config, ContrastiveSource& train, ContrastiveSource* eval,
                     const StartWeights& start, const Path& out)
      : TrainingRun(config, out),
        training_(config.dual_encoder()),
        train_(train),
        eval_(eval),
        random_(config.seed()),
        place_(training_.model().buckets(), -1) {
    const int64_t buckets = training_.model().buckets(), dimension = training_.model().dimension();
    LETHE_CHECK(static_cast<int64_t>(start.size()) == buckets, "start weights ", start.size());
    torch::manual_seed(config.seed());
    table_ = torch::randn({buckets, dimension}) / std::sqrt(static_cast<double>(dimension));
    fact_weights_ = torch::tensor(start);
    question_weights_ = torch::tensor(start);
    matrix_ = torch::eye(dimension).requires_grad_();
    log_temperature_ = torch::full({1}, std::log(training_.temperature())).requires_grad_();
    for (Tensor* sums : {&table_sums_, &fact_sums_, &question_sums_}) *sums = torch::zeros({buckets});
    optimizer_ =
        MakeOptimizer(config.optimizer(), {{"question_matrix", matrix_}, {"log_temperature", log_temperature_}});
  }

  void Restore(const Path& folder) {
    const auto weights = LoadTensors(folder / "model.safetensors");
    const auto state = LoadTensors(folder / "optimizer.safetensors");
    torch::NoGradGuard no_grad;
    for (auto& [name, tensor] : Weights()) tensor.copy_(TakeSlot(weights, name, tensor.sizes()));
    for (auto& [name, tensor] : Sums()) tensor.copy_(TakeSlot(state, name, tensor.sizes()));
    log_temperature_.copy_(TakeSlot(state, "log_temperature", {1}));
    optimizer_->LoadState(state);
    random_.Restore(LoadState(folder));
  }

 private:
  // What a store's embedder reads.
  NamedTensors Weights() const {
    return {{"table", table_},
            {"fact_weights", fact_weights_},
            {"question_weights", question_weights_},
            {"question_matrix", matrix_}};
  }
  NamedTensors Sums() const {
    return {{"table/sums", table_sums_}, {"fact_weights/sums", fact_sums_}, {"question_weights/sums", question_sums_}};
  }

  // Cosines over temperature, [B, passages].
  Tensor Logits(const Gathered& gathered, const Tensor& table, const Tensor& question, const Tensor& fact) const {
    const Tensor q = Unit(Sum(gathered.questions, table, question).matmul(matrix_));
    const Tensor p = Unit(Sum(gathered.passages, table, fact));
    return q.matmul(p.t()) * torch::exp(-log_temperature_);
  }

  void Step(double scale) override {
    const ContrastiveBatch batch = train_.Draw(random_);
    const Gathered gathered(batch, place_);
    const auto leaf = [&](const Tensor& all) { return all.index_select(0, gathered.rows).requires_grad_(); };
    const Tensor table = leaf(table_), question = leaf(question_weights_), fact = leaf(fact_weights_);
    const Tensor logits = Logits(gathered, table, question, fact).masked_fill(LeftOut(batch), -1e9);
    // The sum, so that a pair's pull on its rows does not depend on how many others there are.
    const Tensor loss =
        torch::nn::functional::cross_entropy(logits, torch::tensor(batch.answer, torch::kInt64),
                                             torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum));
    const auto gradients = torch::autograd::grad({loss}, {table, question, fact, matrix_, log_temperature_});
    torch::NoGradGuard no_grad;
    MoveRows(table_, table_sums_, gathered.rows, gradients[0], training_.table_lr() * scale);
    MoveRows(question_weights_, question_sums_, gathered.rows, gradients[1], training_.weight_lr() * scale);
    MoveRows(fact_weights_, fact_sums_, gathered.rows, gradients[2], training_.weight_lr() * scale);
    matrix_.mutable_grad() = gradients[3];
    log_temperature_.mutable_grad() = gradients[4];
    optimizer_->Step(scale);
    log_temperature_.clamp_(std::log(kMinTemperature), std::log(kMaxTemperature));
    const auto pairs = static_cast<int64_t>(batch.questions.size());
    interval_.loss += loss.item<double>() / static_cast<double>(pairs);
    interval_.tokens += pairs;
    state_.set_tokens(state_.tokens() + pairs);
  }

  void MoveRows(Tensor& all, Tensor& sums, const Tensor& rows, const Tensor& gradient, double rate) const {
    const Tensor squares = gradient.dim() == 2 ? gradient.square().mean(1) : gradient.square();
    sums.index_add_(0, rows, squares);
    Tensor step = -rate / (sums.index_select(0, rows) + training_.accumulator()).sqrt();
    if (gradient.dim() == 2) step = step.unsqueeze(1);
    all.index_add_(0, rows, gradient * step);
  }

  // The share of questions whose answer comes first among the batch's passages.
  double EvalAccuracy() {
    torch::NoGradGuard no_grad;
    Random random(config_.seed());
    double right = 0, all = 0;
    for (uint32_t i = 0; i < training_.eval_steps(); ++i) {
      const ContrastiveBatch batch = eval_->Draw(random);
      const Gathered gathered(batch, place_);
      const auto take = [&](const Tensor& of) { return of.index_select(0, gathered.rows); };
      const Tensor logits = Logits(gathered, take(table_), take(question_weights_), take(fact_weights_));
      const Tensor first = logits.masked_fill(LeftOut(batch), -1e9).argmax(1);
      right += first.eq(torch::tensor(batch.answer, torch::kInt64)).sum().item<double>();
      all += static_cast<double>(batch.questions.size());
    }
    const double accuracy = all > 0 ? right / all : 0;
    LogInfo("step ", state_.step(), " eval accuracy ", accuracy);
    return accuracy;
  }

  Curves EndInterval(double /*seconds*/) override {
    return {{"train/temperature", std::exp(log_temperature_.item<double>())},
            {"train/pairs_per_second", result_.tokens_per_second},
            {"train/pairs", static_cast<double>(state_.tokens())}};
  }

  Curves Evaluate() override {
    if (eval_ == nullptr) return {};
    return {{"eval/accuracy", EvalAccuracy()}};
  }

  std::string NonFiniteWeight() override {
    NamedTensors weights = Weights();
    weights.emplace_back("log_temperature", log_temperature_);
    return FindNonFinite(weights);
  }
  std::string Cure() const override { return "dual_encoder.table_lr and weight_lr"; }

  void Save(const Path& folder) override {
    const DualEncoderModel& model = training_.model();
    WriteFileAtomic(folder / "config.json",
                    StrCat("{\n  \"model_type\": \"lethe_dual_encoder\",\n  \"dimension\": ", model.dimension(),
                           ",\n  \"buckets\": ", model.buckets(), ",\n  \"min_n\": ", model.min_n(),
                           ",\n  \"max_n\": ", model.max_n(), ",\n  \"word_run\": ", model.word_run(),
                           ",\n  \"max_words\": ", model.max_words(), "\n}\n"));
    NamedTensors state = optimizer_->State();
    for (auto& item : Sums()) state.push_back(item);
    state.emplace_back("log_temperature", log_temperature_);
    SaveTensors(folder / "optimizer.safetensors", state);
    SaveState(folder, random_.State());
    SaveTensors(folder / "model.safetensors", Weights());
  }

  DualEncoderTraining training_;
  ContrastiveSource& train_;
  ContrastiveSource* eval_;
  Random random_;
  std::vector<int64_t> place_;  // of a row within a step; -1 between steps
  Tensor table_, fact_weights_, question_weights_, matrix_, log_temperature_;
  Tensor table_sums_, fact_sums_, question_sums_;  // Adagrad's
  std::unique_ptr<Optimizer> optimizer_;
};

}  // namespace

TrainResult TrainDualEncoder(const TrainConfig& config, ContrastiveSource& train, ContrastiveSource* eval,
                             const StartWeights& start, const Path& out, bool resume, const TrainObserver& observer) {
  CheckConfig(config);
  SetComputeThreads(static_cast<int>(config.threads()));
  DualEncoderTrainer trainer(config, train, eval, start, out);
  if (resume) trainer.Restore(out / "last");
  return trainer.Run(observer);
}

}  // namespace lethe

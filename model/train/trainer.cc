#include "model/train/trainer.h"

#include <torch/torch.h>

#include <numeric>
#include <utility>

#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/generator.h"
#include "model/train/config_check.h"
#include "model/train/data_parallel.h"
#include "model/train/grow.h"
#include "model/train/optimizers/optimizer.h"
#include "model/train/schedule.h"
#include "model/train/training_run.h"

namespace lethe {
namespace {

std::vector<std::string> Strings(const google::protobuf::RepeatedPtrField<std::string>& field) {
  return {field.begin(), field.end()};
}

Decoder MakeModel(const TrainConfig& config) {
  torch::manual_seed(config.seed());
  if (config.init_from().empty()) return Decoder(config.model());
  Decoder model = LoadCheckpoint(config.init_from());
  return config.has_model() ? GrowModel(model, config.model()) : model;
}

std::vector<NamedParameter> Parameters(Decoder& model) {
  std::vector<NamedParameter> parameters;
  for (auto& item : model->named_parameters()) parameters.push_back({item.key(), item.value()});
  return parameters;
}

// On the CPU a step's documents are shared out to threads; a GPU takes them at once.
size_t StepThreads(const TrainConfig& config) {
  if (!torch::Device(config.device()).is_cpu()) return 1;
  return config.threads() > 0 ? config.threads() : HardwareThreads();
}

class Trainer : public TrainingRun {
 public:
  Trainer(const TrainConfig& config, const Path& out, bool resume)
      : TrainingRun(config, out),
        device_(config.device()),
        threads_(StepThreads(config)),
        source_(Strings(config.shard()), config.seed()),
        model_(MakeModel(config)) {
    if (resume) model_ = LoadCheckpoint(out / "last");
    source_.CheckVocabulary(model_->options.vocab_size());
    model_->to(device_);
    optimizer_ = MakeOptimizer(config.optimizer(), Parameters(model_), threads_, config.precision());
    if (config.eval_shard_size() > 0)
      eval_source_ = std::make_unique<TokenSource>(Strings(config.eval_shard()), config.seed());
    if (!resume) return;
    optimizer_->LoadState(LoadTensors(out / "last" / "optimizer.safetensors"));
    source_.Restore(LoadState(out / "last"));
  }

 private:
  void Step(double scale) override {
    const DrawLimits limits = CurriculumLimits(config_, state_.step());
    const int64_t parts = config_.accumulate();
    for (int64_t part = 0; part < parts; ++part) {
      const std::vector<TokenDocument> documents = source_.Draw(config_.tokens_per_step() / parts, limits);
      const StepSums sums =
          BackwardOverDocuments(model_, documents, threads_, device_, 1.0 / static_cast<double>(parts),
                                /*accumulate=*/part > 0, config_.precision());
      interval_.loss += sums.loss;
      interval_.tokens += sums.tokens;
      operations_ += sums.operations;
      state_.set_tokens(state_.tokens() + sums.tokens);
    }
    if (config_.clip_norm() > 0) norm_ += torch::nn::utils::clip_grad_norm_(model_->parameters(), config_.clip_norm());
    optimizer_->Step(scale);
  }

  Curves EndInterval(double seconds) override {
    const DrawLimits limits = CurriculumLimits(config_, state_.step());
    result_.gflops = std::exchange(operations_, 0) / seconds * 1e-9;
    return {{"train/gradient_norm", std::exchange(norm_, 0) / static_cast<double>(interval_.steps)},
            {"train/tokens_per_second", result_.tokens_per_second},
            {"train/gflops", result_.gflops},
            {"train/tokens", static_cast<double>(state_.tokens())},
            {"curriculum/max_facts", limits.max_facts},
            {"curriculum/max_hops", limits.max_hops}};
  }

  Curves Evaluate() override {
    if (eval_source_ == nullptr) return {};
    std::vector<std::vector<TokenDocument>> groups;
    int64_t tokens = 0;
    for (const TokenDocument& document : eval_source_->First(config_.eval_tokens())) {
      if (groups.empty() || tokens >= config_.tokens_per_step()) {
        groups.emplace_back();
        tokens = 0;
      }
      groups.back().push_back(document);
      tokens += static_cast<int64_t>(document.tokens.size());
    }
    std::vector<double> losses(groups.size()), weights(groups.size());
    ParallelFor(groups.size(), threads_, [&](size_t i) {
      torch::NoGradGuard no_grad;
      const PackedBatch batch = PackDocuments(groups[i], model_->options, device_);
      weights[i] = batch.weights.sum().item<double>();
      losses[i] = model_->Loss(batch).item<double>() * weights[i];
    });
    const double weight = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (weight == 0) return {};
    return {{"eval/loss", std::accumulate(losses.begin(), losses.end(), 0.0) / weight}};
  }

  void Save(const Path& folder) override {
    SaveCheckpoint(folder, model_, WeightType::kFloat32);
    SaveTensors(folder / "optimizer.safetensors", optimizer_->State());
    SaveState(folder, source_.State());
    if (!config_.tokenizer().empty()) WriteFileAtomic(folder / "tokenizer.model", ReadFile(config_.tokenizer()));
  }

  std::string Cure() const override { return "the learning rate (optimizer.*.lr) or clip_norm"; }

  torch::Device device_;
  size_t threads_;
  TokenSource source_;
  std::unique_ptr<TokenSource> eval_source_;
  Decoder model_;
  std::unique_ptr<Optimizer> optimizer_;
  double norm_ = 0, operations_ = 0;  // since the last log line
};

}  // namespace

TrainResult Train(const TrainConfig& config, const Path& out, bool resume, const TrainObserver& observer) {
  CheckTrainConfig(config);
  SetComputeThreads(1);  // the threads are StepThreads, each with its own documents
  return Trainer(config, out, resume).Run(observer);
}

}  // namespace lethe

#include "model/train/trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/generator.h"
#include "model/train/config_check.h"
#include "model/train/data_parallel.h"
#include "model/train/grow.h"
#include "model/train/optimizers/optimizer.h"
#include "model/train/rounded_weights.h"
#include "model/train/schedule.h"
#include "model/train/training_run.h"
#include "model/train/word_lexicon.h"

namespace lethe {
namespace {

std::vector<std::string> Strings(const google::protobuf::RepeatedPtrField<std::string>& field) {
  return {field.begin(), field.end()};
}

Decoder MakeModel(const TrainConfig& config) {
  torch::manual_seed(config.seed());
  Decoder model = config.init_from().empty() ? Decoder(config.model()) : LoadCheckpoint(config.init_from());
  if (!config.init_from().empty() && config.has_model()) model = GrowModel(model, config.model());
  return config.has_lexicon() ? WithLexicon(model, config.lexicon()) : model;
}

std::string HeadName(size_t i) {
  return StrCat("vector_head_", i);
}

std::vector<NamedParameter> Parameters(Decoder& model, const VectorLosses& vectors) {
  std::vector<NamedParameter> parameters;
  for (auto& item : model->named_parameters()) parameters.push_back({item.key(), item.value()});
  for (size_t i = 0; i < vectors.size(); ++i) parameters.push_back({HeadName(i), vectors[i]->head()->weight});
  return parameters;
}

// The heads of a run that goes on.
void LoadHeads(const VectorLosses& vectors, const Path& file) {
  if (vectors.empty()) return;
  torch::NoGradGuard no_grad;
  const std::map<std::string, torch::Tensor> heads = LoadTensors(file);
  for (size_t i = 0; i < vectors.size(); ++i) {
    torch::Tensor& head = vectors[i]->head()->weight;
    head.copy_(TakeSlot(heads, HeadName(i), head.sizes()));
  }
}

void SaveHeads(const VectorLosses& vectors, const Path& file) {
  if (vectors.empty()) return;
  NamedTensors heads;
  for (size_t i = 0; i < vectors.size(); ++i) heads.emplace_back(HeadName(i), vectors[i]->head()->weight);
  SaveTensors(file, heads);
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
        eval_source_(MakeEvalSource(config)),
        model_(resume ? LoadCheckpoint(out / "last") : MakeModel(config)) {
    if (config.has_lexicon() && !model_->options.has_lexicon())
      throw Error(Code::kFailedPrecondition, StrCat(out.string(), " is a run without the lexicon that is asked for"));
    CheckShards();
    if (!resume && config.lexicon().rare() > 0) {
      HideRareWords(*model_->lexicon, source_.First(std::numeric_limits<int64_t>::max()), config.lexicon().rare());
    }
    model_->to(device_);
    for (const VectorLossConfig& vector_loss : config.vectors())
      vectors_.push_back(std::make_unique<VectorLoss>(vector_loss, model_, device_));
    vector_loss_.resize(vectors_.size());
    const std::vector<NamedParameter> parameters = Parameters(model_, vectors_);
    for (const NamedParameter& parameter : parameters) trained_.push_back(parameter.value);
    optimizer_ = MakeOptimizer(config.optimizer(), parameters, threads_, config.precision());
    if (!resume) return;
    optimizer_->LoadState(LoadTensors(out / "last" / "optimizer.safetensors"));
    source_.Restore(LoadState(out / "last"));
    LoadHeads(vectors_, out / "last" / kHeads);
  }

 private:
  static std::unique_ptr<TokenSource> MakeEvalSource(const TrainConfig& config) {
    if (config.eval_shard_size() == 0) return nullptr;
    return std::make_unique<TokenSource>(Strings(config.eval_shard()), config.seed());
  }

  // Tokens of another tokenizer are other words.
  void CheckShards() const {
    std::optional<TokenSource::TokenizerMark> tokenizer;
    if (!config_.tokenizer().empty()) tokenizer = {config_.tokenizer(), TokenizerHash(config_.tokenizer())};
    for (const TokenSource* source : {&source_, static_cast<const TokenSource*>(eval_source_.get())}) {
      if (source == nullptr) continue;
      source->CheckVocabulary(model_->options.vocab_size());
      tokenizer = source->CheckTokenizer(tokenizer);
    }
  }

  void Step(double scale) override {
    const DrawLimits limits = CurriculumLimits(config_, state_.step());
    const int64_t parts = config_.accumulate();
    std::unique_ptr<RoundedWeights> rounded = RoundIfDue();
    for (int64_t part = 0; part < parts; ++part) {
      const auto index = static_cast<uint64_t>(state_.step() * parts + part);
      if (config_.lexicon().hide() > 0)
        model_->lexicon->HideWords(config_.lexicon().hide(), Random(config_.seed()).Fork(index));
      std::vector<TokenDocument> documents = source_.Draw(config_.tokens_per_step() / parts, limits);
      const std::vector<Sequence> drawn = DrawBeside(parts, part);
      for (const Sequence& s : drawn) documents.push_back(View(s));
      const StepSums sums =
          BackwardOverDocuments(model_, documents, threads_, device_, 1.0 / static_cast<double>(parts),
                                /*accumulate=*/part > 0, config_.precision(), vectors_);
      interval_.loss += sums.loss;
      for (size_t i = 0; i < vectors_.size(); ++i) vector_loss_[i] += sums.vector_loss[i];
      interval_.tokens += sums.tokens;
      operations_ += sums.operations;
      state_.set_tokens(state_.tokens() + sums.tokens);
    }
    rounded.reset();
    norm_ += ClipGradients();
    optimizer_->Step(scale);
  }

  // Returns their norm before. One that is not finite must not reach the optimiser, which would keep it: clipping makes
  // an infinite gradient into one that is no number.
  double ClipGradients() {
    const double most = config_.clip_norm() > 0 ? config_.clip_norm() : std::numeric_limits<double>::infinity();
    const double norm = torch::nn::utils::clip_grad_norm_(trained_, most);
    if (!std::isfinite(norm)) throw NotFinite("norm of the gradients", state_.step() + 1);
    return norm;
  }

  std::unique_ptr<RoundedWeights> RoundIfDue() {
    const bool never = config_.int4_from() >= 1;  // an evaluation behind the last step is at 1 of the steps
    if (never || static_cast<double>(state_.step()) < config_.int4_from() * config_.steps()) return nullptr;
    return std::make_unique<RoundedWeights>(model_, threads_, Strings(config_.int4_of()));
  }

  // Words and texts with vectors for this part of the step.
  std::vector<Sequence> DrawBeside(int64_t parts, int64_t part) const {
    std::vector<Sequence> documents;
    Random random = Random(config_.seed()).Fork(static_cast<uint64_t>(state_.step() * parts + part));
    for (size_t i = 0; i < vectors_.size(); ++i) {
      const int64_t all = config_.vectors(static_cast<int>(i)).drawn_per_step();
      const auto count = static_cast<size_t>(all * (part + 1) / parts - all * part / parts);
      for (Sequence& document : vectors_[i]->table().Draw(count, random)) documents.push_back(std::move(document));
    }
    return documents;
  }

  Curves EndInterval(double seconds) override {
    result_.gflops = std::exchange(operations_, 0) / seconds * 1e-9;
    const auto steps = static_cast<double>(interval_.steps);
    Curves curves = {{"train/gradient_norm", std::exchange(norm_, 0) / steps},
                     {"train/tokens_per_second", result_.tokens_per_second},
                     {"train/gflops", result_.gflops},
                     {"train/tokens", static_cast<double>(state_.tokens())}};
    if (config_.curriculum_size() > 0) {
      const DrawLimits limits = CurriculumLimits(config_, state_.step());
      curves["curriculum/max_facts"] = limits.max_facts;
      curves["curriculum/max_hops"] = limits.max_hops;
    }
    for (size_t i = 0; i < vectors_.size(); ++i)
      curves[StrCat("train/vector_loss_", i)] = std::exchange(vector_loss_[i], 0) / steps;
    return curves;
  }

  Curves Evaluate() override {
    if (eval_source_ == nullptr) return {};
    const std::unique_ptr<RoundedWeights> rounded = RoundIfDue();
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
    SaveHeads(vectors_, folder / kHeads);
    SaveState(folder, source_.State());
    if (!config_.tokenizer().empty()) WriteFileAtomic(folder / "tokenizer.model", ReadFile(config_.tokenizer()));
  }

  std::string NonFiniteWeight() override {
    NamedTensors weights;
    for (const NamedParameter& parameter : Parameters(model_, vectors_))
      weights.emplace_back(parameter.name, parameter.value);
    return FindNonFinite(weights);
  }

  std::string Cure() const override { return "the learning rate (optimizer.*.lr) or clip_norm"; }

  static constexpr const char* kHeads = "vector_heads.safetensors";

  torch::Device device_;
  size_t threads_;
  TokenSource source_;
  std::unique_ptr<TokenSource> eval_source_;
  Decoder model_;
  VectorLosses vectors_;
  std::vector<torch::Tensor> trained_;
  std::unique_ptr<Optimizer> optimizer_;
  double norm_ = 0, operations_ = 0;  // since the last log line
  std::vector<double> vector_loss_;   // since then too, of each of vectors_
};

}  // namespace

TrainResult Train(const TrainConfig& config, const Path& out, bool resume, const TrainObserver& observer) {
  CheckTrainConfig(config);
  SetComputeThreads(1);  // the threads are StepThreads, each with its own documents
  return Trainer(config, out, resume).Run(observer);
}

}  // namespace lethe

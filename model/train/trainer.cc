#include "model/train/trainer.h"

#include <google/protobuf/util/json_util.h>
#include <torch/torch.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include "base/config.h"
#include "base/error.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/stopwatch.h"
#include "model/checkpoint.h"
#include "model/generator.h"
#include "model/train/config_check.h"
#include "model/train/data_parallel.h"
#include "model/train/event_writer.h"
#include "model/train/optimizers/optimizer.h"
#include "model/train/run_folder.h"
#include "model/train/schedule.h"

namespace lethe {
namespace {

std::vector<std::string> Strings(const google::protobuf::RepeatedPtrField<std::string>& field) {
  return {field.begin(), field.end()};
}

Decoder MakeModel(const TrainConfig& config) {
  if (!config.init_from().empty()) return LoadCheckpoint(config.init_from());
  torch::manual_seed(config.seed());
  return Decoder(config.model());
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

class Trainer {
 public:
  Trainer(const TrainConfig& config, const Path& out, bool resume)
      : config_(config),
        out_(out),
        device_(config.device()),
        threads_(StepThreads(config)),
        source_(Strings(config.shard()), config.seed()),
        model_(MakeModel(config)) {
    if (resume) model_ = LoadCheckpoint(out / "last");
    source_.CheckVocabulary(model_->options.vocab_size());
    model_->to(device_);
    optimizer_ = MakeOptimizer(config.optimizer(), Parameters(model_), threads_);
    if (config.eval_shard_size() > 0)
      eval_source_ = std::make_unique<TokenSource>(Strings(config.eval_shard()), config.seed());
    if (resume) Restore(out / "last");
  }

  TrainResult Run(const TrainObserver& observer) {
    CreateDirectories(out_);
    WriteFileAtomic(out_ / "config.txtpb", ConfigText(config_));
    EventWriter events(out_);
    const int64_t steps = config_.steps();
    since_log_.Restart();
    const int64_t first = state_.step();
    bool stop = false;
    while (state_.step() < steps && !stop) {
      Step();
      const bool last = state_.step() == steps;
      if (state_.step() % config_.log_every() == 0 || last) stop = Log(events, observer);
      if (config_.eval_every() > 0 && eval_source_ != nullptr && (state_.step() % config_.eval_every() == 0 || last)) {
        events.Write(state_.step(), {{"eval/loss", EvalLoss()}});
      }
      if (state_.step() % config_.checkpoint_every() == 0 || last || stop) Save();
    }
    events.Flush();
    result_.steps = state_.step();
    result_.tokens = state_.tokens();
    result_.checkpoint = out_ / std::filesystem::read_symlink(out_ / "last");
    if (state_.step() == first) LogWarning("nothing to do: the run has already reached step ", first);
    return result_;
  }

 private:
  void Step() {
    const double scale = RateScale(config_.schedule(), state_.step(), config_.steps());
    const DrawLimits limits = CurriculumLimits(config_, state_.step());
    const int64_t parts = config_.accumulate();
    for (int64_t part = 0; part < parts; ++part) {
      const std::vector<TokenDocument> documents = source_.Draw(config_.tokens_per_step() / parts, limits);
      const StepSums sums = BackwardOverDocuments(model_, documents, threads_, device_,
                                                  1.0 / static_cast<double>(parts), /*accumulate=*/part > 0);
      interval_.loss += sums.loss;
      interval_.tokens += sums.tokens;
      interval_.operations += sums.operations;
      state_.set_tokens(state_.tokens() + sums.tokens);
    }
    if (config_.clip_norm() > 0)
      interval_.norm += torch::nn::utils::clip_grad_norm_(model_->parameters(), config_.clip_norm());
    optimizer_->Step(scale);
    state_.set_step(state_.step() + 1);
    ++interval_.steps;
    rate_ = scale;
  }

  bool Log(EventWriter& events, const TrainObserver& observer) {
    const double seconds = since_log_.Seconds();
    const double steps = static_cast<double>(interval_.steps);
    const DrawLimits limits = CurriculumLimits(config_, state_.step());
    result_.loss = interval_.loss / steps;
    result_.tokens_per_second = static_cast<double>(interval_.tokens) / seconds;
    result_.gflops = interval_.operations / seconds * 1e-9;
    result_.seconds = state_.seconds() + seconds;
    if (!std::isfinite(result_.loss)) {
      throw Error(Code::kInternal, StrCat("loss is not finite at step ", state_.step(),
                                          "; lower the learning rate (optimizer.*.lr) or clip_norm"));
    }
    events.Write(state_.step(), {{"train/loss", result_.loss},
                                 {"train/rate_scale", rate_},
                                 {"train/gradient_norm", interval_.norm / steps},
                                 {"train/tokens_per_second", result_.tokens_per_second},
                                 {"train/gflops", result_.gflops},
                                 {"train/tokens", static_cast<double>(state_.tokens())},
                                 {"curriculum/max_facts", limits.max_facts},
                                 {"curriculum/max_hops", limits.max_hops}});
    events.Flush();
    state_.set_seconds(result_.seconds);
    interval_ = {};
    since_log_.Restart();
    return observer && observer({state_.step(), config_.steps(), result_.loss, rate_, result_.tokens_per_second});
  }

  double EvalLoss() {
    std::vector<std::vector<TokenDocument>> groups(1);
    int64_t tokens = 0;
    for (const TokenDocument& document : eval_source_->First(config_.eval_tokens())) {
      if (tokens >= config_.tokens_per_step()) {
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
    return std::accumulate(losses.begin(), losses.end(), 0.0) / std::accumulate(weights.begin(), weights.end(), 0.0);
  }

  void Save() {
    const std::string name = StrCat("step-", state_.step());
    const Path folder = out_ / name;
    SaveCheckpoint(folder, model_, WeightType::kFloat32);
    SaveTensors(folder / "optimizer.safetensors", optimizer_->State());
    state_.clear_random();
    for (const uint64_t word : source_.State()) state_.add_random(word);
    std::string json;
    LETHE_CHECK(google::protobuf::util::MessageToJsonString(state_, &json).ok());
    WriteFileAtomic(folder / "trainer_state.json", json);
    if (!config_.tokenizer().empty()) WriteFileAtomic(folder / "tokenizer.model", ReadFile(config_.tokenizer()));
    PointLastTo(out_, name);
  }

  void Restore(const Path& folder) {
    optimizer_->LoadState(LoadTensors(folder / "optimizer.safetensors"));
    const Path file = folder / "trainer_state.json";
    const auto status = google::protobuf::util::JsonStringToMessage(ReadFile(file), &state_);
    if (!status.ok() || state_.random_size() != 4)
      throw Error(Code::kDataLoss, StrCat(file.string(), ": damaged trainer state"));
    source_.Restore({state_.random(0), state_.random(1), state_.random(2), state_.random(3)});
  }

  // Sums since the last log line.
  struct Interval {
    double loss = 0, norm = 0, operations = 0;
    int64_t tokens = 0, steps = 0;
  };

  TrainConfig config_;
  Path out_;
  torch::Device device_;
  size_t threads_;
  TokenSource source_;
  std::unique_ptr<TokenSource> eval_source_;
  Decoder model_;
  std::unique_ptr<Optimizer> optimizer_;
  TrainerState state_;
  Interval interval_;
  Stopwatch since_log_;
  double rate_ = 0;
  TrainResult result_;
};

}  // namespace

TrainResult Train(const TrainConfig& config, const Path& out, bool resume, const TrainObserver& observer) {
  CheckTrainConfig(config);
  SetComputeThreads(1);  // the threads are StepThreads, each with its own documents
  return Trainer(config, out, resume).Run(observer);
}

}  // namespace lethe

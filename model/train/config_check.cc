#include "model/train/config_check.h"

#include <torch/torch.h>

#include "base/error.h"
#include "base/file.h"
#include "model/model_config.h"

namespace lethe {
namespace {

void RequirePositive(const char* field, uint32_t value) {
  if (value == 0) throw Error(Code::kInvalidArgument, StrCat(field, " is 0: it must be at least 1"));
}

void CheckDevice(const std::string& name) {
  try {
    const torch::Device device(name);
    if (device.is_cpu() || (device.is_cuda() && torch::cuda::is_available())) return;
  } catch (const c10::Error&) {
    throw Error(Code::kInvalidArgument, StrCat("device: \"", name, "\" is none; say cpu, cuda or cuda:N"));
  }
  throw Error(Code::kInvalidArgument, StrCat("device: this build or machine has no \"", name, "\"; say cpu"));
}

}  // namespace

void CheckTrainConfig(const TrainConfig& config) {
  if (config.has_dual_encoder()) {
    throw Error(Code::kInvalidArgument,
                "dual_encoder: this config trains an embedder, which needs the whole program, not the training build");
  }
  if (config.has_model()) CheckModelConfig(config.model());
  RequirePositive("steps", config.steps());
  RequirePositive("tokens_per_step", config.tokens_per_step());
  RequirePositive("questions_per_document", config.questions_per_document());
  RequirePositive("accumulate", config.accumulate());
  RequirePositive("log_every", config.log_every());
  RequirePositive("checkpoint_every", config.checkpoint_every());
  if (config.accumulate() > config.tokens_per_step()) {
    throw Error(Code::kInvalidArgument, StrCat("accumulate: ", config.accumulate(), " parts of ",
                                               config.tokens_per_step(), " tokens (tokens_per_step) are too many"));
  }
  if (!config.tokenizer().empty() && !std::filesystem::is_regular_file(config.tokenizer())) {
    throw Error(Code::kNotFound,
                StrCat("tokenizer: there is no file ", config.tokenizer(), "; it is copied into each checkpoint"));
  }
  if (!(config.int4_from() >= 0 && config.int4_from() <= 1)) {
    throw Error(Code::kInvalidArgument,
                StrCat("int4_from: ", config.int4_from(), " is no share of the steps; say 0 to 1, where 1 is never"));
  }
  if (config.int4_of_size() > 0 && config.int4_from() == 1)
    throw Error(Code::kInvalidArgument, "int4_of: says which matrices are rounded, and int4_from that none is");
  if (config.has_lexicon() && config.lexicon().file().empty())
    throw Error(Code::kInvalidArgument, "lexicon.file: is not set");
  if (!(config.lexicon().hide() >= 0 && config.lexicon().hide() <= 1)) {
    throw Error(Code::kInvalidArgument,
                StrCat("lexicon.hide: ", config.lexicon().hide(), " is no share of the words; say 0 to 1"));
  }
  for (int i = 0; i < config.vectors_size(); ++i) {
    const VectorLossConfig& vectors = config.vectors(i);
    if (vectors.file().empty()) throw Error(Code::kInvalidArgument, StrCat("vectors.", i, ".file: is not set"));
    if (!(vectors.weight() >= 0)) throw Error(Code::kInvalidArgument, StrCat("vectors.", i, ".weight: is below 0"));
  }
  CheckDevice(config.device());
}

}  // namespace lethe

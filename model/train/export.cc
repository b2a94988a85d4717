#include "model/train/export.h"

#include <torch/torch.h>

#include "base/error.h"
#include "model/checkpoint.h"

namespace lethe {
namespace {

void CheckSameWords(const Decoder& model, const Decoder& other, const Path& folder) {
  const bool one = model->options.has_lexicon(), both = one && other->options.has_lexicon();
  if (one == other->options.has_lexicon() && (!both || model->lexicon->HasWordsOf(*other->lexicon))) return;
  throw Error(Code::kInvalidArgument, StrCat("cannot average ", folder.string(), ": its lexicon differs"));
}

}  // namespace

ExportReport ExportModel(const std::vector<Path>& checkpoints, const Path& out, WeightType type,
                         const std::vector<std::string>& int4) {
  LETHE_CHECK(!checkpoints.empty());
  torch::NoGradGuard no_grad;
  Decoder model = LoadCheckpoint(checkpoints.front());
  const double share = 1.0 / static_cast<double>(checkpoints.size());
  for (auto& parameter : model->parameters()) parameter.mul_(share);
  for (size_t i = 1; i < checkpoints.size(); ++i) {
    const Decoder other = LoadCheckpoint(checkpoints[i]);
    const auto theirs = other->named_parameters();
    CheckSameWords(model, other, checkpoints[i]);
    for (auto& item : model->named_parameters()) {
      const torch::Tensor* match = theirs.find(item.key());
      if (match == nullptr || match->sizes() != item.value().sizes()) {
        throw Error(Code::kInvalidArgument,
                    StrCat("cannot average ", checkpoints[i].string(), ": tensor ", item.key(), " differs in shape"));
      }
      item.value().add_(*match, share);
    }
  }
  SaveCheckpoint(out, model, type, int4);
  const Path tokenizer = checkpoints.front() / "tokenizer.model";
  if (std::filesystem::exists(tokenizer)) WriteFileAtomic(out / "tokenizer.model", ReadFile(tokenizer));
  ExportReport report;
  for (const auto& parameter : model->parameters()) report.parameters += static_cast<uint64_t>(parameter.numel());
  report.bytes = std::filesystem::file_size(out / "model.safetensors");
  return report;
}

}  // namespace lethe

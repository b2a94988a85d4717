// The TokenScorer of this house's own decoder (token_scorer.h).
#include <torch/torch.h>

#include <utility>

#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/data/packing.h"
#include "model/token_scorer.h"

namespace lethe {
namespace {

constexpr size_t kBatchTokens = 8192;

class DecoderScorer : public TokenScorer {
 public:
  DecoderScorer(Decoder model, size_t threads) : model_(std::move(model)), threads_(threads) { model_->eval(); }

  std::vector<std::vector<float>> Losses(const std::vector<Sequence>& sequences) const override {
    std::vector<std::vector<float>> losses(sequences.size());
    const std::vector<std::vector<size_t>> batches = Batches(sequences);
    ParallelFor(batches.size(), threads_, [&](size_t i) { Score(sequences, batches[i], losses); });
    return losses;
  }

  const ModelConfig& config() const override { return model_->options; }

 private:
  // Sequences in their order, as many together as fit.
  static std::vector<std::vector<size_t>> Batches(const std::vector<Sequence>& sequences) {
    std::vector<std::vector<size_t>> batches;
    size_t tokens = 0;
    for (size_t i = 0; i < sequences.size(); ++i) {
      const bool full = tokens + sequences[i].tokens.size() > kBatchTokens;
      if (batches.empty() || full) {
        batches.emplace_back();
        tokens = 0;
      }
      batches.back().push_back(i);
      tokens += sequences[i].tokens.size();
    }
    return batches;
  }

  void Score(const std::vector<Sequence>& sequences, const std::vector<size_t>& batch,
             std::vector<std::vector<float>>& losses) const {
    std::vector<TokenDocument> documents;
    for (const size_t i : batch) documents.push_back(View(sequences[i]));
    torch::NoGradGuard no_grad;
    const PackedBatch packed = PackDocuments(documents, model_->options, torch::kCPU);
    if (packed.targets.size(0) == 0) return;
    const torch::Tensor log_p = model_->TargetLogProbabilities(packed).contiguous();  // [M]
    const float* next = log_p.data_ptr<float>();
    for (const size_t i : batch) {
      for (size_t t = 1; t < sequences[i].tokens.size(); ++t) {
        if (sequences[i].loss_weight[t] != 0) losses[i].push_back(-*next++);
      }
    }
  }

  mutable Decoder model_;
  size_t threads_;
};

}  // namespace

std::unique_ptr<TokenScorer> TokenScorer::Load(const Path& checkpoint, size_t threads) {
  return std::make_unique<DecoderScorer>(LoadCheckpoint(checkpoint), threads > 0 ? threads : HardwareThreads());
}

}  // namespace lethe

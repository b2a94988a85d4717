// The Generator of this house's own decoder (generator.h).
#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <bitset>

#include "base/error.h"
#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/generator.h"

namespace lethe {
namespace {

class DecoderSession : public DecodeSession {
 public:
  explicit DecoderSession(Decoder model) : model_(std::move(model)), caches_(model_->layer_count()) {
    const int32_t start = SpecialTokens::kStart;
    Read({&start, 1}, {TokenKind::kStart});
  }

  void LoadFacts(std::span<const NumberedFact> facts) override {
    std::vector<int32_t> tokens;
    std::vector<TokenKind> kinds;
    std::bitset<kMaxNumber + 1> numbers = numbers_;
    for (const NumberedFact& fact : facts) {
      if (fact.number < 1 || fact.number > kMaxNumber) {
        throw Error(Code::kInvalidArgument, StrCat("fact number ", fact.number, " is not within 1 to ", kMaxNumber));
      }
      const auto number = static_cast<size_t>(fact.number);
      if (numbers[number])
        throw Error(Code::kInvalidArgument, StrCat("fact number ", number, " is that of another fact already"));
      numbers.set(number);
      tokens.insert(tokens.end(), fact.tokens.begin(), fact.tokens.end());
      kinds.insert(kinds.end(), fact.tokens.size(), TokenKind::kFact);
      tokens.push_back(SpecialTokens::Number(fact.number));
      kinds.push_back(TokenKind::kNumber);
    }
    if (!tokens.empty()) Read(tokens, kinds);
    numbers_ = numbers;
  }

  void ReadQuestion(std::span<const int32_t> tokens) override {
    Read(tokens, std::vector<TokenKind>(tokens.size(), TokenKind::kQuestion));
  }

  void Append(int32_t token) override {
    const torch::Tensor hidden = Read({&token, 1}, {TokenKind::kDerivation});
    torch::NoGradGuard no_grad;
    probabilities_ = torch::softmax(model_->Logits(hidden).squeeze(0), 0);
    if (model_->options.copy_head().enabled()) MixCopies(hidden);
  }

  std::span<const float> Probabilities() const override {
    LETHE_CHECK(probabilities_.defined(), "no token appended yet");
    return {probabilities_.data_ptr<float>(), static_cast<size_t>(probabilities_.numel())};
  }

  std::unique_ptr<DecodeSession> Fork() const override {
    torch::NoGradGuard no_grad;
    auto fork = std::make_unique<DecoderSession>(*this);
    for (KvCache& cache : fork->caches_) cache = cache.Clone();
    fork->copy_cache_ = copy_cache_.Clone();  // the next Read replaces copy_keys_
    if (probabilities_.defined()) fork->probabilities_ = probabilities_.clone();
    return fork;
  }

  int64_t length() const override { return static_cast<int64_t>(kinds_.size()); }

 private:
  // Runs new tokens through the layers and keeps what later tokens need; returns their hidden states [n, C].
  torch::Tensor Read(std::span<const int32_t> tokens, const std::vector<TokenKind>& kinds) {
    torch::NoGradGuard no_grad;
    kinds_.insert(kinds_.end(), kinds.begin(), kinds.end());
    const SegmentLayout layout = LayOut(kinds_, model_->options, 0);
    const size_t first = kinds_.size() - tokens.size();
    ForwardContext context;
    context.positions =
        torch::tensor(std::vector<int32_t>(layout.positions.begin() + first, layout.positions.end()), torch::kInt32);
    context.spans = SpanTensor({layout.spans.begin() + first, layout.spans.end()});
    context.kinds = kinds;
    const torch::Tensor ids = torch::tensor(std::vector<int64_t>(tokens.begin(), tokens.end()), torch::kInt64);
    const torch::Tensor hidden = model_->Hidden(ids, context, caches_);
    if (model_->options.copy_head().enabled()) {
      const torch::Tensor keys = model_->copy_head->k_proj(hidden).unsqueeze(1);  // [n, 1, Dc]
      std::tie(copy_keys_, std::ignore) = copy_cache_.Append(keys, keys);
    }
    tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
    last_span_ = layout.spans.back();
    return hidden;
  }

  void MixCopies(const torch::Tensor& hidden) {
    const torch::Tensor query = model_->copy_head->q_proj(hidden);  // [1, Dc]
    const torch::Tensor scores =
        torch::mv(copy_keys_.squeeze(1), query.squeeze(0)) / std::sqrt(static_cast<double>(query.size(1)));  // [T]
    const torch::Tensor visible = SpanMask(SpanTensor({last_span_}), scores.size(0), torch::kCPU).squeeze(0);
    const torch::Tensor weights = torch::softmax(scores.masked_fill(visible.logical_not(), -INFINITY), 0);
    const float gate =
        torch::sigmoid(model_->copy_head->gate(hidden).squeeze() + model_->copy_head->gate_bias).item<float>();
    float* p = probabilities_.data_ptr<float>();
    for (int64_t t = 0; t < probabilities_.numel(); ++t) p[t] *= 1.0f - gate;
    const float* w = weights.data_ptr<float>();
    for (size_t j = 0; j < tokens_.size(); ++j) p[tokens_[j]] += gate * w[j];
  }

  mutable Decoder model_;
  std::vector<KvCache> caches_;
  KvCache copy_cache_;
  torch::Tensor copy_keys_;  // [T, 1, Dc]
  std::vector<int32_t> tokens_;
  std::vector<TokenKind> kinds_;
  std::bitset<kMaxNumber + 1> numbers_;  // of the facts
  AttentionSpan last_span_;
  torch::Tensor probabilities_;  // [V]
};

class DecoderGenerator : public Generator {
 public:
  explicit DecoderGenerator(Decoder model) : model_(std::move(model)) { model_->eval(); }
  std::unique_ptr<DecodeSession> NewSession() const override { return std::make_unique<DecoderSession>(model_); }
  const ModelConfig& config() const override { return model_->options; }

 private:
  Decoder model_;
};

}  // namespace

std::unique_ptr<Generator> Generator::Load(const Path& checkpoint) {
  return std::make_unique<DecoderGenerator>(LoadForDecoding(checkpoint));
}

void SetComputeThreads(int threads) {
  at::set_num_threads(threads > 0 ? threads : static_cast<int>(HardwareThreads()));
}

}  // namespace lethe

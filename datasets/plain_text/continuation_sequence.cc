#include "datasets/plain_text/continuation_sequence.h"

#include <algorithm>

#include "base/error.h"

namespace lethe {

ContinuationSequence EncodeContinuation(const Tokenizer& tokenizer, const v1::Example& example, bool open_book) {
  v1::Example shown = example;
  if (!open_book) shown.clear_context();
  ContinuationSequence out;
  out.sequence = EncodeExample(tokenizer, shown, /*numbering=*/nullptr);
  const std::vector<int32_t>& tokens = out.sequence.tokens;
  const std::vector<TokenKind>& kinds = out.sequence.kinds;
  const auto answer = std::find(tokens.begin(), tokens.end(), SpecialTokens::kAnswer);  // text never encodes to it
  LETHE_CHECK(answer != tokens.end() && tokens.back() == SpecialTokens::kEnd, "example ", example.id());
  out.begin = static_cast<size_t>(answer - tokens.begin()) + 1;
  out.end = tokens.size() - 1;
  out.question = static_cast<size_t>(std::find(kinds.begin(), kinds.end(), TokenKind::kQuestion) - kinds.begin());
  size_t passage = 0;
  for (size_t i = 0; i < out.question; ++i) {
    passage = kinds[i] == TokenKind::kFact ? passage + 1 : 0;
    out.longest_passage = std::max(out.longest_passage, passage);
  }
  std::fill(out.sequence.loss_weight.begin(), out.sequence.loss_weight.end(), 0.0f);
  std::fill_n(out.sequence.loss_weight.begin() + static_cast<std::ptrdiff_t>(out.begin), out.end - out.begin, 1.0f);
  return out;
}

void SetWeights(std::span<const float> weights, ContinuationSequence& continuation) {
  LETHE_CHECK(weights.size() == continuation.end - continuation.begin, weights.size(), " weights");
  std::copy(weights.begin(), weights.end(),
            continuation.sequence.loss_weight.begin() + static_cast<std::ptrdiff_t>(continuation.begin));
}

}  // namespace lethe

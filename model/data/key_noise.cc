#include "model/data/key_noise.h"

namespace lethe {
namespace {

void Append(const TokenDocument& from, TokenSpan span, Sequence& to) {
  const auto begin = static_cast<ptrdiff_t>(span.begin), end = static_cast<ptrdiff_t>(span.end);
  to.tokens.insert(to.tokens.end(), from.tokens.begin() + begin, from.tokens.begin() + end);
  to.kinds.insert(to.kinds.end(), from.kinds.begin() + begin, from.kinds.begin() + end);
  to.loss_weight.insert(to.loss_weight.end(), from.loss_weight.begin() + begin, from.loss_weight.begin() + end);
}

}  // namespace

std::vector<TokenSpan> FindKeys(const TokenDocument& document) {
  std::vector<TokenSpan> keys;
  size_t separators = 0, begin = 0;  // of the step that is being read
  for (size_t i = 0; i < document.tokens.size(); ++i) {
    if (document.kinds[i] != TokenKind::kDerivation) continue;
    const int32_t token = document.tokens[i];
    if (token == SpecialTokens::kDerive || SpecialTokens::NumberOf(token) > 0) {
      separators = 0;
    } else if (token == SpecialTokens::kSeparator) {
      if (++separators == 1) begin = i + 1;
      if (separators == 2 && begin < i) keys.push_back({begin, i});
    }
  }
  return keys;
}

void WeightDecisions(Sequence& document, float factor) {
  for (const TokenSpan& key : FindKeys(View(document))) {
    if (key.end + 1 < document.tokens.size()) document.loss_weight[key.end + 1] *= factor;
  }
  for (size_t i = 1; i < document.tokens.size(); ++i) {
    if (document.tokens[i - 1] == SpecialTokens::kLoaded) document.loss_weight[i] *= factor;
  }
}

Sequence ReplaceKeys(const TokenDocument& document, double share, const std::function<std::vector<int32_t>()>& draw_key,
                     Random& random) {
  Sequence replaced;
  size_t copied = 0;
  for (const TokenSpan& key : FindKeys(document)) {
    if (!random.Chance(share)) continue;
    const std::vector<int32_t> other = draw_key();
    if (other.empty()) continue;
    Append(document, {copied, key.begin}, replaced);
    for (const int32_t token : other) replaced.Add(token, TokenKind::kDerivation);
    // Without loss as well: where another key ends is nothing to learn.
    replaced.Add(document.tokens[key.end], document.kinds[key.end]);
    copied = key.end + 1;
  }
  Append(document, {copied, document.tokens.size()}, replaced);
  return replaced;
}

}  // namespace lethe

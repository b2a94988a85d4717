// Packs token documents into the flat batch that the decoder takes.
//
// Errors: as LayOut.
#pragma once

#include <span>
#include <vector>

#include "model/decoder.h"

namespace lethe {

// Views of one document; all of length T.
struct TokenDocument {
  std::span<const int32_t> tokens;
  std::span<const TokenKind> kinds;
  std::span<const float> loss_weight;
};

// Good as long as the sequence is.
inline TokenDocument View(const Sequence& sequence) {
  return {sequence.tokens, sequence.kinds, sequence.loss_weight};
}

// Token i is predicted from the token before it in the document when its loss weight is not 0.
PackedBatch PackDocuments(const std::vector<TokenDocument>& documents, const ModelConfig& config, torch::Device device);

}  // namespace lethe

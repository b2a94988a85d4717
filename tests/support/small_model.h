// A model small enough for tests, and documents for it.
#pragma once

#include <torch/torch.h>

#include <string>

#include "base/config.h"
#include "base/random.h"
#include "model/data/packing.h"
#include "model/data/token_shard.h"

namespace lethe::testing {

inline ModelConfig SmallModel() {
  ModelConfig config;
  ParseConfig(
      "vocab_size: 150 dim: 16 question_offset: 32 max_positions: 128 copy_head { dim: 8 } "
      "layer { repeat: 2 attention { heads: 4 kv_heads: 2 head_dim: 4 } swiglu { hidden: 24 } }",
      "small model", config);
  return config;
}

// With a lexicon of three words, of which the last has two pieces; RandomDocument writes them often.
inline ModelConfig SmallLexiconModel() {
  ModelConfig config = SmallModel();
  ParseConfig("lexicon { words: 3 dim: 32 }", "small lexicon", config);
  return config;
}

inline void SetSmallLexicon(Decoder& model, uint64_t seed) {
  std::vector<uint8_t> continues(150, 0);
  continues[140] = continues[141] = 1;
  torch::manual_seed(seed);
  model->lexicon->SetWords({{120}, {130}, {120, 140}}, continues, torch::randn({3, 32}));
  model->lexicon->SetHidden({0, 1, 0});
}

// A document in the grammar's form with random words: facts in front, a question, a derivation with a recalled fact.
inline Sequence RandomDocument(Random& random, int facts) {
  Sequence out;
  auto words = [&](int count, TokenKind kind, float weight) {
    for (int i = 0; i < count; ++i) out.Add(static_cast<int32_t>(112 + random.Below(38)), kind, weight);
  };
  auto fact = [&](int number) {
    words(3, TokenKind::kFact, 0);
    out.Add(SpecialTokens::Number(number), TokenKind::kNumber, 0);
  };
  out.Add(SpecialTokens::kStart, TokenKind::kStart, 0);
  for (int n = 1; n <= facts; ++n) fact(n);
  out.Add(SpecialTokens::kQuestion, TokenKind::kQuestion, 0);
  words(4, TokenKind::kQuestion, 0);
  out.Add(SpecialTokens::kDerive, TokenKind::kDerivation, 0);
  for (const int count : {1, 2}) {
    words(count, TokenKind::kDerivation, 1);
    out.Add(SpecialTokens::kSeparator, TokenKind::kDerivation, 1);
  }
  out.Add(SpecialTokens::kRecall, TokenKind::kDerivation, 1);
  fact(facts + 1);
  out.Add(SpecialTokens::kLoaded, TokenKind::kDerivation, 0);
  words(2, TokenKind::kDerivation, 1);
  out.Add(SpecialTokens::Number(1), TokenKind::kDerivation, 1);
  out.Add(SpecialTokens::kEnd, TokenKind::kDerivation, 1);
  return out;
}

// Output projections start at zero, which would hide the layers from tests.
inline void RandomiseParameters(Decoder& model, uint64_t seed) {
  torch::manual_seed(seed);
  torch::NoGradGuard no_grad;
  for (auto& parameter : model->parameters()) parameter.add_(torch::randn_like(parameter) * 0.2);
}

}  // namespace lethe::testing

// Places a trained model inside a larger one that computes the same at first, but for rounding and the eps of its
// norms: wider, deeper, with more heads.
//
// A run that goes on in a larger model keeps what the smaller one learned, which from nothing costs most of the time
// (function-preserving growth: Chen et al. 2016, Net2Net, https://arxiv.org/abs/1511.05641). What is new reads at
// random and writes nothing: output projections and embeddings are filled up with zeros, so a gradient reaches them at
// once.
//
// Errors: as CheckModelConfig; kInvalidArgument when the larger model is smaller somewhere, or its vocabulary, head
// size, ratio of heads to key and value heads, base of rotation, norms, reading, output, copy head or lexicon differ. A
// lexicon that the smaller one lacks is there without its words.
#pragma once

#include "model/decoder.h"

namespace lethe {

// `small` must be on the CPU. Its layers are spread evenly over those of the result. Takes LibTorch's global random
// state.
Decoder GrowModel(const Decoder& small, const ModelConfig& config);

}  // namespace lethe

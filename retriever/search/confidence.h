// Whether the best hit answers at all: from evidence to a probability, and from labelled evidence to the weights.
//
// Formula: p = 1 / (1 + exp(-(bias + exact * e + lexical * l + dense * d))), fitted by Newton's method on the logistic
// loss with a small ridge. The threshold is the one with the best balanced accuracy: half the share of right evidence
// at or above it plus half the share of wrong evidence below.
// Errors: kInvalidArgument when the samples are all of one kind.
// Threads: pure functions.
// Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
#pragma once

#include <vector>

#include "proto/retrieval.pb.h"

namespace lethe {

struct Evidence {
  double exact = 0;    // trust in the subject's span, times 1 + how well the relation answers; 0 to 2
  double lexical = 0;  // share of the question's terms that the fact holds, weighted by rarity; 0 to 1
  double dense = 0;    // cosine
};

double ConfidenceIn(const Evidence& evidence, const NothingFoundConfig& config);

struct EvidenceSample {
  Evidence evidence;
  bool right = false;
};

struct ConfidenceFit {
  NothingFoundConfig config;
  double kept = 0;     // share of right samples at or above the threshold
  double refused = 0;  // share of wrong samples below it
};

ConfidenceFit FitConfidence(const std::vector<EvidenceSample>& samples);

}  // namespace lethe

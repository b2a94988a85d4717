// One step's gradients on several CPU threads: every thread runs forward and backward over its own share of the
// documents, on one core, and the shares are added up. A small model's operations are too short to be split one by one:
// on two cores this trains 1.25 times as fast as operations that are split.
//
// Promise: parameter.grad() holds the gradient of the mean loss over all documents; documents are shared out and sums
// taken in a fixed order, so that the same number of threads gives the same bits.
// Errors: as PackDocuments. Threads: the caller's, which waits for those that it starts; the compute pool
// (SetComputeThreads) should hold one thread, or each share uses all of it.
#pragma once

#include <vector>

#include "model/data/packing.h"
#include "model/train/vector_loss.h"
#include "proto/training.pb.h"

namespace lethe {

struct StepSums {
  double loss = 0;                  // mean over the documents' loss tokens, by weight
  std::vector<double> vector_loss;  // of each of VectorLosses the mean over what was found, without its weight
  int64_t tokens = 0;
  double operations = 0;  // floating-point operations, by the count of TrainResult::gflops
};

using VectorLosses = std::vector<std::unique_ptr<VectorLoss>>;

// Replaces the parameters' gradients, or adds to them where `accumulate`; `scale` multiplies losses and gradients. To
// the mean loss come the means of `vectors` at their weights, and their heads have gradients too.
StepSums BackwardOverDocuments(Decoder& model, const std::vector<TokenDocument>& documents, size_t threads,
                               torch::Device device, double scale, bool accumulate, Precision precision = FLOAT32,
                               const VectorLosses& vectors = {});

// Shares documents out to at most `shares` lists of about the same number of tokens, the longest first; none is empty.
std::vector<std::vector<TokenDocument>> ShareOut(std::vector<TokenDocument> documents, size_t shares);

}  // namespace lethe

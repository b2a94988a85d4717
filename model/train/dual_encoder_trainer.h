// Trains a dual encoder (retriever/embedders/dual_encoder.h has the formula) with in-batch negatives.
//
// Loss: of each question, -log(exp(s+/t) / sum over passages of exp(s/t)), s the cosine of question and passage, t the
// learned temperature; passages that answer the question too are left out of the sum. The table and the weights move by
// Adagrad, only where a step's features are: row by row, sum of squares as the mean over a row, divided by its root.
// The square matrix starts as the identity and moves by the configured optimiser.
// `out` receives config.txtpb, metrics.jsonl and TensorBoard events, and checkpoints out/step-N (config.json,
// model.safetensors: what a store's embedder reads; optimizer.safetensors and trainer_state.json: what resuming needs);
// out/last names the newest. Promise: stopped and resumed, a run gives the same weights to the last bit as one that
// never stopped, with the same threads.
// Errors: kInvalidArgument for a config that cannot be run, kDataLoss for a damaged checkpoint, kInternal for a loss or
// weight that is not finite, which enters no checkpoint.
// Threads: one caller; kernels run on config.threads.
// Cost: memory for the table twice (weights and what a step gathers), and a number a row.
// Source: van den Oord et al. 2018 (InfoNCE), https://arxiv.org/abs/1807.03748; Duchi et al. 2011 (Adagrad);
// Karpukhin et al. 2020 (in-batch negatives), https://arxiv.org/abs/2004.04906
#pragma once

#include "model/train/contrastive_batch.h"
#include "model/train/trainer.h"

namespace lethe {

// Logarithms of the weights that features start with, from rare to frequent: made by the caller from its texts.
using StartWeights = std::vector<float>;

// `eval` may be null. TrainResult::tokens counts pairs, and so does tokens_per_second.
TrainResult TrainDualEncoder(const TrainConfig& config, ContrastiveSource& train, ContrastiveSource* eval,
                             const StartWeights& start, const Path& out, bool resume, const TrainObserver& observer);

}  // namespace lethe

// bAbI tasks 1-20: a record for each question, with the sentences of its story so far.
//
// passages[0] holds the sentences, answers[0] the answer as published ("n,w", "apple,milk"), support the indices of the
// sentences that the source marks, `type` the task ("qa1").
// Errors: RecordError naming the line; a question without a story before it is malformed, and so is a
// story without a question.
// Source: Weston et al. 2015, https://arxiv.org/abs/1502.05698
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenBabiStories(const FormatOptions& options);

}  // namespace lethe

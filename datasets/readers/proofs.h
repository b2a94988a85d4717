// EntailmentBank and StrategyQA: facts in words, and the steps that lead from them to an answer.
//
// EntailmentBank: passages[0] holds sent1, sent2, ... in order, the steps are the conclusions of the tree, the last one
// named "hypothesis". Both published layouts are read. StrategyQA: passages[0] holds the facts, the steps are
// sub-questions that refer to earlier answers as #1; answers are yes and no. Errors: RecordError naming file, line and
// field; also for a proof that cites a sentence or step that is not there. Source: Dalvi et al. 2021,
// https://github.com/allenai/entailment_bank; Geva et al. 2021, https://github.com/eladsegal/strategyqa
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenEntailmentBank(const FormatOptions& options);
std::unique_ptr<FormatReader> OpenStrategyQa(const FormatOptions& options);

}  // namespace lethe

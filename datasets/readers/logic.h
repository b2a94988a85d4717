// Rules and facts in words, with statements that are true, false or unknown: RuleTaker, ProofWriter, ParaRule,
// ProntoQA.
//
// passages[0] holds the sentences of the theory, `question` the statement and answers[0] true, false or unknown. Read
// are
// {"context", "question", "options", "answer": "A"} and {"context", "questions": [{"text", "label"}]}, as list or
// lines. Errors: RecordError naming file, line and field. Source: Clark et al. 2020, https://arxiv.org/abs/2002.05867;
// Tafjord et al. 2021, https://arxiv.org/abs/2012.13048
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenLogic(const FormatOptions& options);

}  // namespace lethe

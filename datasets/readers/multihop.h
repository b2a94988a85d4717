// 2WikiMultihopQA, HotpotQA and MuSiQue: questions over several passages, with what the source marks as needed.
//
// Files are a list or JSON lines. Hotpot and 2Wiki give sentences and the supporting ones, 2Wiki also evidence triples,
// MuSiQue paragraphs and a decomposition. Questions without passages are read as well.
// Errors: RecordError naming file, line and field: also for a context or list of paragraphs without any, and support by
// a title or paragraph that is not there. Support by a sentence behind its passage's last is met in 2WikiMultihopQA as
// published (6 questions of 500): a flaw of the record, which is kept.
// Source: https://github.com/Alab-NII/2wikimultihop, https://hotpotqa.github.io,
// https://github.com/StonyBrookNLP/musique
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenMultiHop(const FormatOptions& options);

}  // namespace lethe

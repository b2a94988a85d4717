// SQuAD v1.1 and v2.0: a record for each question, with its paragraph and the answers as spans of it.
//
// One article is held at a time. Unanswerable questions of v2 have no answers.
// Errors: RecordError naming article, paragraph and question; an answer that does not stand where answer_start (counted
// in code points) says is malformed. Source: Rajpurkar et al. 2016 and 2018, https://rajpurkar.github.io/SQuAD-explorer
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenSquad(const FormatOptions& options);

}  // namespace lethe

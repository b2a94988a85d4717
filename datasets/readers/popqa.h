// PopQA: questions over 16 Wikidata properties, turned back into triples; records with subject and property are taken
// as they are.
//
// Errors: kInvalidArgument naming file, line and field. Questions of no known form are skipped.
// Threads: pure function.
// Source: Mallen et al. 2023, https://github.com/AlexTMallen/adaptive-retrieval
#pragma once

#include <functional>

#include "base/file.h"
#include "datasets/readers/source_fact.h"

namespace lethe {

void ReadPopQa(const Path& file, const std::function<void(const SourceFact&)>& visit);

}  // namespace lethe

// CLUTRR: stories about families as CSV, with the relation between two people to find.
//
// passages[0] holds the story, `question` the two people ("Ann | Bob": what is Bob to Ann), answers[0] the relation,
// triples the edges of the story (head, relation, tail) where the file has them.
// Errors: RecordError naming file, line and column.
// Source: Sinha et al. 2019, https://github.com/facebookresearch/clutrr
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenClutrr(const FormatOptions& options);

}  // namespace lethe

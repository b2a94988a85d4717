// Writes a data set anew without the examples that fail a check over the whole set: duplicates far apart, subjects that
// cross splits, and what a foreign hand put in.
//
// Where one answer is right for most of a task, or of a wording of its questions (*needed*), as many of its examples
// go, evenly spread, as leave it right for a good half. A twin goes with its other half. Lines that stay are copied
// byte for byte, in order, file by file under the same names. Promise: each file appears under its name when it is
// complete. What was rejected is counted by check in the manifest beside it (shard_output.h), where the counts of the
// build go too; the card is not written (card.h), as it takes another check of the copy. Errors: kInvalidArgument where
// `out` is the folder that is read, or what is read is no regular file; those of CheckDataset. Threads: one call uses
// all cores. Cost: reads the set twice, once with all checks.
#pragma once

#include "base/file.h"
#include "datasets/dataset_check.h"

namespace lethe {

struct CleanResult {
  CheckResult found;      // what the checks said of the set as it was
  uint64_t kept = 0;      // examples
  uint64_t rejected = 0;  // for themselves
  uint64_t twins = 0;     // with the other half of their pair
};

// `options.data` is what is read; `max_reasons` and the others as CheckDataset takes them.
CleanResult CleanDataset(const CheckOptions& options, const Path& out);

}  // namespace lethe

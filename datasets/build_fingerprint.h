// What a build depends on, as one number: the config, every file that it names, and the program itself.
//
// A build that was killed goes on only where this is what it was; otherwise half of its file would be of another kind.
// Errors: those of reading the files. Threads: pure function. Cost: one pass over the files that the config names.
#pragma once

#include <cstdint>

#include "base/file.h"
#include "proto/dataset.pb.h"

namespace lethe {

uint64_t FingerprintOf(const DatasetConfig& config, const Path& root);

}  // namespace lethe

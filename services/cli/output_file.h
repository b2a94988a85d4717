// Asked before long work whose result goes into one file at its end.
//
// Errors: as WriteFileAtomic gives them for a folder that is not there or must not be written to, and for a path that
// is a folder. Threads: any.
#pragma once

#include "base/file.h"

namespace lethe {

// Leaves nothing behind. What it lets pass may still fail later: a disk runs full.
void CheckOutputFile(const Path& path);

}  // namespace lethe

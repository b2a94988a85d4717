// The folder of a training run: checkpoints step-N, and the link `last` that names the newest.
//
// Promise: `last` names the old checkpoint or the new one, never none.
// Errors: std::filesystem's, naming the path.
// Threads: one writer a folder.
#pragma once

#include <string>

#include "base/file.h"

namespace lethe {

void PointLastTo(const Path& run, const std::string& checkpoint);

}  // namespace lethe

// Where the sources and the shared data lie, for tests that read them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace lethe::testing {

// Root of the source tree this test was built from.
Path SourceTree();

// Files that git tracks or would track, relative to SourceTree() and sorted; without git, all but build outputs and
// data.
const std::vector<Path>& SourceFiles();

// A file or folder of the real data beside the source tree (../shared/data/<name>), nullopt where it is absent:
//   const auto squad = SharedData("squad/dev-v1.1.json.zst");
//   if (!squad) GTEST_SKIP() << "needs ../shared/data/squad";
std::optional<Path> SharedData(std::string_view name = "");

}  // namespace lethe::testing

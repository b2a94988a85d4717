#include "tests/support/source_tree.h"

namespace lethe::testing {

Path SourceTree() {
  return LETHE_SOURCE_DIR;
}

std::optional<Path> SharedData(std::string_view name) {
  const Path path = SourceTree().parent_path() / "shared" / "data" / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

}  // namespace lethe::testing

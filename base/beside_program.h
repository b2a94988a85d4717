// Finds files of the source tree (configs, wordings): where the user stands in it, or beside the build that the program
// is of.
//
// Threads: any.
#pragma once

#include <filesystem>
#include <optional>

#include "base/file.h"

namespace lethe {

// "datasets/wordings" below the working folder, or below the tree that the program was built from.
inline std::optional<Path> FindBesideProgram(const Path& inner) {
  std::error_code unknown;
  const Path program = std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path();
  for (const Path& root : {Path("."), program / ".." / ".."}) {
    if (std::filesystem::exists(root / inner, unknown)) return (root / inner).lexically_normal();
  }
  return std::nullopt;
}

}  // namespace lethe

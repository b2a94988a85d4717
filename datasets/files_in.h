// The files that a config names by their folder.
//
// Errors: kNotFound naming the folder where it holds none, with `cure`. Threads: any.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace lethe {

// The files in `path` with the extension (".txt"), sorted; subfolders are left aside. What is no folder stands for
// itself.
inline std::vector<Path> FilesIn(const Path& path, std::string_view extension, std::string_view cure) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  if (files.empty()) throw Error(Code::kNotFound, StrCat("no *", extension, " in ", path.string(), "; ", cure));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace lethe

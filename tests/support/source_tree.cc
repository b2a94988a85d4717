#include "tests/support/source_tree.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "base/text.h"

namespace lethe::testing {
namespace {

// Empty where there is no git or no repository.
std::vector<Path> FilesFromGit() {
  const std::string command =
      "git -C '" + SourceTree().string() + "' ls-files --cached --others --exclude-standard -z 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string output;
  char buffer[4096];
  for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) output.append(buffer, n);
  std::vector<Path> files;
  for (const std::string_view name : Split(output, '\0')) {
    if (!name.empty() && std::filesystem::exists(SourceTree() / name)) files.emplace_back(name);
  }
  return files;
}

std::vector<Path> FilesFromDisk() {
  const std::vector<Path> skipped = {".git", "build", "data", "bin"};
  std::vector<Path> files;
  for (std::filesystem::recursive_directory_iterator it(SourceTree()), end; it != end; ++it) {
    const Path relative = it->path().lexically_relative(SourceTree());
    if (std::find(skipped.begin(), skipped.end(), relative) != skipped.end()) it.disable_recursion_pending();
    if (it->is_regular_file()) files.push_back(relative);
  }
  return files;
}

}  // namespace

Path SourceTree() {
  return LETHE_SOURCE_DIR;
}

const std::vector<Path>& SourceFiles() {
  static const std::vector<Path> kFiles = [] {
    std::vector<Path> files = FilesFromGit();
    if (files.empty()) files = FilesFromDisk();
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
  }();
  return kFiles;
}

std::optional<Path> SharedData(std::string_view name) {
  const Path path = SourceTree().parent_path() / "shared" / "data" / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

}  // namespace lethe::testing

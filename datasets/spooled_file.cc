#include "datasets/spooled_file.h"

#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/error.h"
#include "base/line_reader.h"

namespace lethe {
namespace {

void CopyLines(const Path& from, const Path& to) {
  LineReader reader(from);
  std::ofstream out(to, std::ios::binary);
  if (!out) ThrowErrno("create", to);
  for (std::string_view line; reader.Next(line);) {
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
    out.put('\n');
    if (!out) ThrowErrno("write", to);
  }
  out.close();
  if (!out) ThrowErrno("write", to);
}

}  // namespace

SpooledFile::SpooledFile(const Path& path) : name_(path == "-" ? "stdin" : path), path_(path) {
  if (path != "-" && std::filesystem::is_regular_file(path)) return;
  folder_ = std::make_unique<TemporaryFolder>();
  path_ = folder_->path() / "lines";
  CopyLines(path, path_);
}

std::string SpooledFile::Where(size_t line) const {
  return StrCat(name_.string(), ":", line);
}

}  // namespace lethe

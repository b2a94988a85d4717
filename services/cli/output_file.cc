#include "services/cli/output_file.h"

#include <unistd.h>

#include <cerrno>

namespace lethe {

void CheckOutputFile(const Path& path) {
  const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
  if (::access((folder / "").c_str(), W_OK | X_OK) != 0) ThrowErrno("write into", folder);
  std::error_code unknown;
  if (!std::filesystem::is_directory(path, unknown)) return;
  errno = EISDIR;
  ThrowErrno("write", path);
}

}  // namespace lethe

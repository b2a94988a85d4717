#include "datasets/synced_rename.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace lethe {
namespace {

void Sync(const Path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) ThrowErrno("open", path);
  const int failed = ::fsync(descriptor);
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  if (failed != 0 && errno != EINVAL) ThrowErrno("fsync", path);  // some file systems sync no folders
}

}  // namespace

void RenameSynced(const Path& from, const Path& to) {
  Sync(from, O_RDONLY);
  if (::rename(from.c_str(), to.c_str()) != 0) ThrowErrno("write", to);
  Sync(to.has_parent_path() ? to.parent_path() : Path("."), O_RDONLY | O_DIRECTORY);
}

}  // namespace lethe

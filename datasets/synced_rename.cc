#include "datasets/synced_rename.h"

#include <cstdio>

namespace lethe {

void RenameSynced(const Path& from, const Path& to) {
  SyncPath(from);
  if (::rename(from.c_str(), to.c_str()) != 0) ThrowErrno("write", to);
  SyncPath(to.has_parent_path() ? to.parent_path() : Path("."));
}

}  // namespace lethe

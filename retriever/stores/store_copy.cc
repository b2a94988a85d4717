#include "retriever/stores/store_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/error.h"
#include "retriever/embedders/embedder_folder.h"
#include "retriever/stores/store_folder.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Throw(const std::error_code& error, std::string_view action, const Path& path) {
  errno = error.value();
  ThrowErrno(action, path);
}

void CheckAbsent(const Path& to) {
  if (!fs::exists(to)) return;
  throw Error(Code::kAlreadyExists, StrCat(to.string(), ": is there already; name a new folder, or remove that one"));
}

// Segments and SST files are written once.
bool NeverChanges(const Path& file) {
  return file.extension() == ".faiss" || file.extension() == ".sst";
}

void CopyTree(const Path& from, const Path& to) {
  CreateDirectories(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    const Path target = to / entry.path().filename();
    if (entry.is_directory()) {
      CopyTree(entry.path(), target);
    } else if (entry.is_regular_file() && entry.path().filename() != "LOCK" && entry.path().extension() != ".tmp") {
      CopyFile(entry.path(), target);
    }
  }
  SyncPath(to);
}

void Rename(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) ThrowErrno("rename to", to);
}

// Where the file system cannot exchange names: a crash in between leaves the old store under the name beside.
void ExchangeInTwoSteps(const Path& fresh, const Path& dir) {
  const Path old = BesideFolder(dir, "old");
  fs::remove_all(old);
  Rename(dir, old);
  try {
    Rename(fresh, dir);
  } catch (...) {
    Rename(old, dir);
    throw;
  }
  fs::remove_all(old);
}

// Makes the copy under a name of its own and renames it when it is whole.
template <typename Fill>
void MakeWhole(const Path& to, Fill fill) {
  CheckAbsent(to);
  const Path absolute = fs::absolute(to).lexically_normal();
  const Path target = absolute.filename().empty() ? absolute.parent_path() : absolute;
  CreateDirectories(target.parent_path());
  const Path temporary = BesideFolder(target, "copy");
  fs::remove_all(temporary);
  try {
    CreateDirectories(temporary);
    fill(temporary);
    SyncPath(temporary);
    Rename(temporary, target);
    SyncPath(target.parent_path());
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(temporary, ignored);
    throw;
  }
}

}  // namespace

void CopyFile(const Path& from, const Path& to) {
  std::error_code error;
  if (NeverChanges(from)) {
    fs::create_hard_link(from, to, error);
    if (!error) return;
    error.clear();
  }
  fs::copy_file(from, to, error);
  if (error) Throw(error, "copy to", to);
  SyncPath(to);
}

// A file that a compaction removes while it is being counted is not an error.
uint64_t BytesUnder(const Path& dir) {
  uint64_t bytes = 0;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(dir, error); !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    std::error_code gone;
    const uint64_t size = it->is_regular_file(gone) ? it->file_size(gone) : 0;
    if (!gone) bytes += size;
  }
  return bytes;
}

void CopyStore(const RocksDb& db, const Path& from, const Path& to) {
  MakeWhole(to, [&](const Path& temporary) {
    db.Checkpoint(StoreDatabase(temporary));
    CopyTree(StoreSegments(from), StoreSegments(temporary));
    if (fs::exists(StoreEmbedder(from))) CopyTree(StoreEmbedder(from), StoreEmbedder(temporary));
    CopyFile(StoreMarker(from), StoreMarker(temporary));
  });
}

void CopyFolder(const Path& from, const Path& to) {
  MakeWhole(to, [&](const Path& temporary) { CopyTree(from, temporary); });
}

void ExchangeFolder(const Path& fresh, const Path& dir) {
  const Path parent = BesideFolder(dir, "").parent_path();
  SyncPath(fresh);
  if (!fs::exists(dir)) {
    Rename(fresh, dir);
    return SyncPath(parent);
  }
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, dir.c_str(), RENAME_EXCHANGE) == 0) {
    SyncPath(parent);
    fs::remove_all(fresh);
    return;
  }
  if (errno != EINVAL && errno != ENOSYS) ThrowErrno("exchange", dir);
  ExchangeInTwoSteps(fresh, dir);
  SyncPath(parent);
}

Path BesideFolder(const Path& dir, const std::string& purpose) {
  const Path absolute = fs::absolute(dir).lexically_normal();
  const Path folder = absolute.filename().empty() ? absolute.parent_path() : absolute;
  return StrCat(folder.string(), ".", purpose, ".tmp");
}

}  // namespace lethe

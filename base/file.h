// Files: whole reads, atomic writes, read-only mappings.
//
// Promise: a write either leaves the complete new file or the old one (temporary, fsync, rename, fsync of the folder).
// Errors: kNotFound, kPermissionDenied, kResourceExhausted (disk full), kInvalidArgument (a folder where a file is
// expected), each naming the path and the system's reason.
// Threads: all functions may be called from any thread; two writers of one path race for who is last, never for bytes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace lethe {

using Path = std::filesystem::path;

std::string ReadFile(const Path& path);
void WriteFileAtomic(const Path& path, std::string_view bytes);
// The pieces one after another, so that large ones need not be joined before.
void WriteFileAtomic(const Path& path, std::span<const std::string_view> pieces);
// Brings a file, or the names in a folder, to the disk: after a rename, of the folder that it was made in.
void SyncPath(const Path& path);
void CreateDirectories(const Path& path);

// Throws the Error that errno stands for: "cannot open /a/b: No such file or directory".
[[noreturn]] void ThrowErrno(std::string_view action, const Path& path);

// A folder of its own, removed with all it holds at the end. `parent` empty: where the system keeps temporary files.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const Path& parent = {});
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const Path& path() const { return path_; }

 private:
  Path path_;
};

// A read-only memory mapping of a whole file; empty files map to an empty span.
class MappedFile {
 public:
  explicit MappedFile(const Path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace lethe

#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <random>

#include "base/error.h"

namespace lethe {
namespace {

// Closes on every way out.
class Descriptor {
 public:
  Descriptor(const Path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {
    if (fd_ < 0) ThrowErrno("open", path);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

void WriteAll(int fd, std::string_view bytes, const Path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) ThrowErrno("write", path);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

Code CodeOf(int error) {
  switch (error) {
    case ENOENT:
      return Code::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return Code::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return Code::kResourceExhausted;
    case EISDIR:
    case ENOTDIR:
      return Code::kInvalidArgument;
    default:
      return Code::kUnknown;
  }
}

}  // namespace

void ThrowErrno(std::string_view action, const Path& path) {
  const int error = errno;
  const char* cure = error == ENOSPC || error == EDQUOT ? "; free some space and try again" : "";
  throw Error(CodeOf(error), StrCat("cannot ", action, " ", path.string(), ": ", std::strerror(error), cure));
}

std::string ReadFile(const Path& path) {
  Descriptor file(path, O_RDONLY);
  std::string bytes;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t n = ::read(file.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) ThrowErrno("read", path);
    if (n == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(n));
  }
}

void WriteFileAtomic(const Path& path, std::string_view bytes) {
  WriteFileAtomic(path, std::span<const std::string_view>(&bytes, 1));
}

void WriteFileAtomic(const Path& path, std::span<const std::string_view> pieces) {
  // Two that write one path must not share a temporary: threads, processes, and machines on one disk.
  static std::atomic<uint64_t> counter{std::random_device()()};
  const Path temporary = StrCat(path.string(), ".", ::getpid(), ".", counter.fetch_add(1), ".tmp");
  try {
    Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    for (const std::string_view piece : pieces) WriteAll(file.get(), piece, temporary);
    if (::fsync(file.get()) != 0) ThrowErrno("fsync", temporary);
    if (::rename(temporary.c_str(), path.c_str()) != 0) ThrowErrno("write", path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  SyncPath(path.has_parent_path() ? path.parent_path() : Path("."));
}

// A file system that cannot sync a folder (EINVAL) orders renames in its own way.
void SyncPath(const Path& path) {
  Descriptor file(path, O_RDONLY);
  if (::fsync(file.get()) != 0 && errno != EINVAL) ThrowErrno("fsync", path);
}

void CreateDirectories(const Path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    errno = error.value();
    ThrowErrno("create", path);
  }
}

TemporaryFolder::TemporaryFolder(const Path& parent) {
  const Path under = parent.empty() ? std::filesystem::temp_directory_path() : parent;
  std::string name = (under / "lethe-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) ThrowErrno("make the temporary folder", name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // what cannot be removed is the system's to clear away
  std::filesystem::remove_all(path_, ignored);
}

MappedFile::MappedFile(const Path& path) {
  Descriptor file(path, O_RDONLY);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) ThrowErrno("stat", path);
  if (!S_ISREG(info.st_mode)) {
    throw Error(Code::kInvalidArgument, StrCat("cannot map ", path.string(), ": it is not a regular file"));
  }
  size_ = static_cast<size_t>(info.st_size);
  if (size_ == 0) return;
  void* mapping = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (mapping == MAP_FAILED) ThrowErrno("map", path);
  data_ = static_cast<const std::byte*>(mapping);
}

MappedFile::~MappedFile() {
  if (size_ > 0) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace lethe

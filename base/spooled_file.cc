#include "base/spooled_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>

#include "base/error.h"

namespace lethe {
namespace {

class OpenFile {
 public:
  OpenFile(const Path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) ThrowErrno("open", path);
  }
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// Writes all of the stream to the file `to`.
void CopyStream(int from, const Path& to) {
  const OpenFile copy(to, O_WRONLY | O_CREAT | O_EXCL);
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t n = ::read(from, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) ThrowErrno("read the input for", to);
    if (n == 0) return;
    for (ssize_t written = 0; written < n;) {
      const ssize_t m = ::write(copy.get(), buffer.data() + written, static_cast<size_t>(n - written));
      if (m < 0 && errno != EINTR) ThrowErrno("copy the input to", to);
      written += std::max<ssize_t>(m, 0);
    }
  }
}

}  // namespace

bool CanBeReadOnce(const Path& path) {
  namespace fs = std::filesystem;
  return path == "-" || (fs::exists(path) && !fs::is_regular_file(path) && !fs::is_directory(path));
}

SpooledFile::SpooledFile(const Path& path) : name_(path == "-" ? "stdin" : path), path_(path) {
  std::optional<OpenFile> file;
  if (path != "-") file.emplace(path, O_RDONLY);
  if (!CanBeReadOnce(path)) return;
  folder_ = std::make_unique<TemporaryFolder>();
  path_ = folder_->path() / "copy";
  CopyStream(file ? file->get() : STDIN_FILENO, path_);
}

std::string SpooledFile::Where(size_t line) const {
  return StrCat(name_.string(), ":", line);
}

}  // namespace lethe

// A file that can be read again and again, whatever it is: of stdin ("-") and pipes, which give their bytes once, a
// copy is kept for as long as this lives, where the system keeps temporary files.
//
// Errors: as ThrowErrno names them (kNotFound; kResourceExhausted: disk full). Threads: const use from any thread.
// Cost: nothing for a regular file; one copy on disk, packed as it came, of others.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/file.h"

namespace lethe {

// "-", and what is there and neither a regular file nor a folder.
bool CanBeReadOnce(const Path& path);

class SpooledFile {
 public:
  explicit SpooledFile(const Path& path);

  // Where to read, as often as one likes: the file itself, or its copy.
  const Path& path() const { return path_; }
  // "stdin:17" of line 17, under the name of what was to be read.
  std::string Where(size_t line) const;

 private:
  Path name_, path_;
  std::unique_ptr<TemporaryFolder> folder_;  // of the copy
};

}  // namespace lethe

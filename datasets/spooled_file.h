// A text file that can be read again and again, whatever it is: of stdin ("-") and pipes, which give their lines once,
// a plain copy is kept for as long as this lives, where the system keeps temporary files.
//
// Errors: those of LineReader; what TemporaryFolder and writing say (kResourceExhausted: disk full). Threads: const use
// from any thread. Cost: nothing for a regular file; one copy on disk, unpacked, of others.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/file.h"

namespace lethe {

class SpooledFile {
 public:
  explicit SpooledFile(const Path& path);

  // Where to read, as often as one likes: the file itself, or its copy with the same lines under the same numbers.
  const Path& path() const { return path_; }
  // "stdin:17" of line 17, under the name of what was to be read.
  std::string Where(size_t line) const;

 private:
  Path name_, path_;
  std::unique_ptr<TemporaryFolder> folder_;  // of the copy
};

}  // namespace lethe

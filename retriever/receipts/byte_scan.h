// Looks for byte strings in files, raw and as RocksDB reads them.
//
// A raw scan sees what a disk forensic sees; but SST blocks are compressed, so a table is also read through RocksDB's
// own reader, every key and value of it, and its properties say whether markers of deleted keys are left.
// Errors: those of reading files; kDataLoss for a table that cannot be read.
// Threads: pure functions.
// Cost: a raw scan runs at some GB/s a needle.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"

namespace lethe {

// What is looked for: a name that may be told, and the bytes.
struct Needle {
  std::string name;
  std::string bytes;
};

struct ScanResult {
  uint64_t files = 0;
  uint64_t bytes = 0;              // raw
  uint64_t tables = 0;             // SST files read through RocksDB
  uint64_t records = 0;            // keys and values in them
  uint64_t delete_marks = 0;       // deleted keys that tables still mention
  std::vector<std::string> found;  // "FILE: NEEDLE", the first hundred
};

// All regular files under `dir` but those that are, or lie in, one of `except` (absolute, normal paths).
ScanResult ScanFolder(const Path& dir, const std::vector<Needle>& needles, const std::vector<Path>& except = {});

}  // namespace lethe

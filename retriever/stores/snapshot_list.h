// Where the snapshots of a store went: DIR/snapshots.json.
//
// Promise: written whole or not at all. A snapshot that was moved or removed later stays in the list; who reads it
// looks. Errors: kDataLoss for a damaged list, naming it. Threads: one writer of a store at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "base/file.h"

namespace lethe {

struct SnapshotEntry {
  Path path;  // absolute
  uint64_t version = 0;
  uint64_t time_ms = 0;  // since 1970
};

Path SnapshotListFile(const Path& store);
std::vector<SnapshotEntry> ReadSnapshotList(const Path& store);
void RememberSnapshot(const Path& store, const Path& snapshot, uint64_t version);

}  // namespace lethe

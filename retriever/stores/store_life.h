// What replaces a whole store: restoring a snapshot, and another embedder.
//
// Both make the new store beside the old one and exchange the folders at the end, so that a crash or a full disk leaves
// the old store; readers that have it open keep what they have. Versions go on upwards. Nobody else may have the store
// open for writing.
// Errors: kNotFound (no store there), kUnavailable (open for writing elsewhere), kFailedPrecondition (not a store),
// kDataLoss, kResourceExhausted.
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/file.h"
#include "proto/retrieval.pb.h"

namespace lethe {

struct RestoreReport {
  uint64_t version = 0;
  uint64_t facts = 0;
  uint64_t kept_deleted = 0;  // facts of the snapshot that a receipt says are gone: they were deleted again
};

// `dir` becomes what `snapshot` holds, as a version of its own; it may be absent. The store's signing key, its
// receipts, its list of snapshots and the lines of its history stay, and so do the receipts' words: what a receipt says
// is deleted does not come back, neither as a fact nor in an undo record. A fact of the same id that was put after the
// receipt is another, and comes back.
RestoreReport RestoreStore(const Path& dir, const Path& snapshot);

struct ReembedReport {
  uint64_t facts = 0;
  std::string before;  // fingerprints of the embedders
  std::string after;
};

// Embeds every fact anew. `progress` is told the facts done and all.
ReembedReport ReembedStore(const Path& dir, const EmbedderConfig& embedder,
                           const std::function<void(uint64_t done, uint64_t all)>& progress = nullptr);

}  // namespace lethe

// The history of a RocksDB store: what each version did, and how to undo it.
//
// Every version has a VersionRecord, and an undo record with the bytes of each fact that it removed. A compaction drops
// the undo records of old versions; the receipt of a deletion purges the records of its fact in all of them.
// Errors: kNotFound for a version that never was; kFailedPrecondition for one that cannot be returned to; kDataLoss.
// Threads: reads any; changes under the store's writer lock.
#pragma once

#include "retriever/stores/rocks_snapshot.h"
#include "retriever/stores/store.h"

namespace rocksdb {
class WriteBatch;
}

namespace lethe {

std::vector<StoreVersion> ReadVersions(const RocksDb& db, uint64_t newest);

// From the version of `now` back to `version`.
UndoPlan PlanUndo(const RocksDb& db, const RocksSnapshot& now, uint64_t version);

// Drops the undo records of all but the newest `keep` versions. Returns how many went.
uint64_t TrimHistory(RocksDb& db, uint64_t newest, uint64_t keep);

// The version that put the document; 0 where it is older than the history.
uint64_t VersionThatPut(const RocksDb& db, uint64_t doc);

// Facts go by the hash of their id (HashOfId).
std::vector<DeletionTrace> ReadDeletions(const RocksDb& db, const std::string& id_hash);
// Empties the undo records of the fact; they stay as marks that something was there. Returns how many held it.
uint64_t PurgeUndoOf(RocksDb& db, const std::string& id_hash);

}  // namespace lethe

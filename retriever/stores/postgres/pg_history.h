// The history of a store in PostgreSQL: what each version did, and how to undo
// it.
//
// A removed fact stays as the row it was until a compaction drops rows that
// ended before `undo_from`; so the facts of an earlier version are the rows
// that it saw. Errors: kNotFound for a version that never was;
// kFailedPrecondition for one that cannot be returned to; kUnavailable when a
// fact to purge is still being read. Threads: any.
#pragma once

#include "retriever/stores/postgres/pg_snapshot.h"

namespace lethe {

std::vector<StoreVersion> ReadPgVersions(const PgShared& shared);
UndoPlan PlanPgUndo(const PgShared& shared, uint64_t version);
std::vector<DeletionTrace> ReadPgDeletions(const PgShared& shared, const std::string& id);
// Empties the rows of the removed fact, and takes its vector and aliases away;
// its words go with the next compaction.
void PurgePgUndo(const PgShared& shared, const std::string& id);

// Nobody may pin a version older than the newest from now on. Returns the
// oldest that somebody still reads.
uint64_t RaiseHorizon(const PgShared& shared);

}  // namespace lethe

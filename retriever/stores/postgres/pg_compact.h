// Compaction of a store in PostgreSQL: dead facts out of postings, vectors and
// aliases, postings rows of one term and chunk joined, rows older than the kept
// versions dropped, the vectors' index made, space given back.
//
// Promise: others read and write meanwhile; pinned versions keep what they have
// (postgres/pg_pins.h). Each step is a transaction of its own that leaves a
// whole store. With rewrite_files the tables are rewritten (VACUUM FULL), which
// makes others wait for one table at a time; without it the space is free for
// new rows, and old bytes may stay in it. Errors: kUnavailable when the store
// is being compacted already; kInvalidArgument for an index that pgvector has
// not. Threads: any; one compaction of a store at a time, in all processes
// together.
#pragma once

#include "retriever/stores/postgres/pg_history.h"

namespace lethe {

CompactReport CompactPg(const PgShared& shared, const CompactOptions& options);
bool PgWantsCompaction(const PgShared& shared, const IndexConfig& index);

// Numbers of "HNSW32" -> 32; 0 where vectors are searched one by one; by size
// where the config names no index.
uint32_t PgIndexLinks(const IndexConfig& config, uint64_t facts);

}  // namespace lethe

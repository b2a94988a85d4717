// The tables of a store in PostgreSQL, and what the store remembers of itself in them.
//
//   meta       key -> value: format, analyser, embedder, dimension, where vectors are, the config of its making
//   state      one row: version, next_doc, facts, terms, tombstones; undo_from, horizon, swept_to (postgres/pg_pins.h).
//              Whoever changes the store locks it first, so changes come one after the other in every process.
//   versions   what each version did; version 0 is the empty store
//   facts      DOC; from which version on and up to which (not included); id, keys with their hashes, the fact's bytes
//   aliases    alias key -> DOC
//   postings   (term, first DOC) -> blocks of retriever/lexical/postings.h of one chunk of documents
//   vectors    DOC -> a pgvector column, or vector_record.h's bytes where the extension is absent
//   deletions  hash of an id -> what was removed, when, with which digest
//
// A fact's row is never changed but for its end, so a reader that asks for
// version v sees `version_from <= v < version_to` and needs neither a
// transaction nor a lock. Removed facts stay as rows: they are the undo
// records.
//
// Words are postings rows and no tsvector: the seam promises BM25, the same
// scores from every store. ts_rank knows no document frequencies, a tsvector
// keeps at most 256 positions a word, and counting with it reads the row of
// every fact that holds the word. A postings row holds the counts of thousands
// of facts in some bytes each, an insert never reads what is there, and the
// scores come from the code that scores RocksDB's.
//
// Errors: kFailedPrecondition for a database that is not UTF-8, a schema of
// other tables, another format or analyser; kDataLoss for missing parts.
// Threads: pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "proto/retrieval.pb.h"
#include "retriever/stores/postgres/pg_pool.h"

namespace lethe {

// Where vectors are kept; decided when a store is made.
enum class PgVectors {
  kExtension,  // a pgvector column, searched by the server
  kBytes,      // bytes, searched in this process's memory
};

struct PgMeta {
  StoreConfig config;
  std::string embedder;  // fingerprint
  size_t dimension = 0;
  PgVectors vectors = PgVectors::kBytes;
};

// Nothing where the schema holds no store.
std::optional<PgMeta> ReadPgMeta(PgPool& pool);
// Makes the schema and its tables; nothing when somebody else has made them
// meanwhile.
void CreatePgTables(PgPool& pool, const PgMeta& meta);
// What CreatePgTables would use: the extension where the server has it and its
// index takes so many dimensions.
PgVectors ChoosePgVectors(PgPool& pool, size_t dimension);
void WritePgConfig(PgPool& pool, const StoreConfig& config);

// Bytes of all tables and indexes.
uint64_t PgBytes(PgPool& pool);
// The same by table, and the vectors' HNSW index under "vectors_hnsw" (which "vectors" then leaves out).
std::map<std::string, uint64_t> PgBytesByTable(PgPool& pool);
// True when vectors are found through an HNSW index.
bool HasVectorIndex(PgPool& pool);

}  // namespace lethe

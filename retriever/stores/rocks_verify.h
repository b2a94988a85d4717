// Holds every index of a store against its facts.
//
// Checked: each fact parses and is found by its id, key, aliases and source, with no record left over; the posting
// lists hold exactly its terms; its vector is what the embedder gives, in RocksDB and in exactly one place of the
// vector index; the counters are right.
// Cost: reads everything once and analyses and embeds every fact again; 40 bytes of memory a fact.
#pragma once

#include "retriever/indexes/vector_index.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store.h"

namespace lethe {

// All of one version.
struct VerifyInput {
  const RocksDb& db;
  const rocksdb::Snapshot* snapshot;
  const VectorView& vectors;
  LiveDocs live;
  StoreState state;
  const Embedder& embedder;
};

VerifyReport VerifyRocksStore(const VerifyInput& input);

}  // namespace lethe

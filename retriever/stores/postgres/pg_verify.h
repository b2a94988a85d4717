// Holds every table of a store in PostgreSQL against its facts.
//
// Checked, for one version: each fact parses and stands under its id, keys,
// source and aliases; the postings hold exactly its terms; its vector is what
// the embedder gives; no id is there twice; the counters are right. Cost: reads
// everything once and analyses and embeds every fact again; 40 bytes of memory
// a fact.
#pragma once

#include "retriever/stores/store.h"

namespace lethe {

class PgSnapshot;

VerifyReport VerifyPgStore(const PgSnapshot& snapshot, const Embedder& embedder);

}  // namespace lethe

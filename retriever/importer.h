// A file of facts into a store.
//
// The file is read twice: first it is checked to the end, so that a wrong line leaves the store, or its absence, as it
// was; then it is put batch by batch, one batch being embedded while the one before is written. Standard input is kept
// in a temporary file meanwhile.
// Promise: a batch is acknowledged when it is durable; an import that was cut off is finished by running it again:
// facts that are there already change nothing and are passed over without embedding them, so it goes on where it
// stopped. Of facts without an id that differ in aliases and tags alone the last one of the file counts.
// Errors: kInvalidArgument and kResourceExhausted as "file:line: field: what is wrong"; kAlreadyExists for an id that
// stands for two facts in one file; and the errors of the file and of the store.
// Threads: one import, one thread; it has a second of its own.
// Cost: 40 bytes of memory a fact besides two batches.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/file.h"
#include "proto/retrieval.pb.h"
#include "retriever/importers/column_map.h"
#include "retriever/knowledge_base.h"

namespace lethe {

struct ImportOptions {
  uint64_t skip_bad = 0;  // so many wrong lines are passed over; one more ends the import
  // Given to facts without one. The facts of this source that the file does not have (any more) are deleted at the end
  // (retriever/source_sync.h), unless `keep_vanished`.
  std::string source;
  bool keep_vanished = false;
  std::string format;  // a row of importers/import_format.h; empty: by the file's name
  ColumnMap map;       // of a table
  size_t batch_facts = 4096;
  // Called with ids that are durable, in no particular order of batches and on any of the import's threads, one call at
  // a time.
  std::function<void(const std::vector<std::string>& ids)> acknowledged;
  // Asked between batches; true ends the import with kCancelled. What was put stays.
  std::function<bool()> interrupted;
};

struct ImportResult {
  uint64_t facts = 0;  // in the file, wrong lines not counted
  uint64_t added = 0;
  uint64_t unchanged = 0;
  uint64_t updated = 0;  // with a source also a fact whose object is another now
  uint64_t removed = 0;  // facts of the source that the file does not have
  uint64_t skipped = 0;  // wrong lines
  uint64_t version = 0;  // of the store afterwards
  double seconds = 0;
};

// `file` may be "-", standard input. Logs what was skipped and which fields are unknown. The store is opened, or made,
// once the file has been checked.
ImportResult ImportFacts(const Path& file, const ImportOptions& options, const Path& store, const StoreConfig& config);

// How the facts of a file stand to those of a store.
struct FileComparison {
  uint64_t same = 0;     // in the store as they are in the file
  uint64_t changed = 0;  // in the store, with another content
  uint64_t absent = 0;   // from the store
  uint64_t others = 0;   // facts of the store that the file does not have
};

// What ImportFacts would find. Changes nothing.
// Cost: one pass over the store and one over the file; 40 bytes of memory a fact of the store.
FileComparison CompareWithStore(const Path& file, const ImportOptions& options, const KnowledgeBase& base);

}  // namespace lethe

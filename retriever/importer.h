// A file of facts into a store.
//
// The file is read twice: first it is checked to the end, so that a wrong line leaves the store, or its absence, as it
// was; then it is put batch by batch. Standard input is kept in a temporary file meanwhile.
// Promise: a batch is acknowledged when it is durable; an import that was cut off is finished by running it again:
// facts that are there already change nothing and are passed over without embedding them, so it goes on where it
// stopped. Errors: kInvalidArgument and kResourceExhausted as "file:line: field: what is wrong"; kAlreadyExists for an
// id that stands for two facts in one file; and the errors of the file and of the store. Threads: one import, one
// thread. Cost: 24 bytes of memory a fact besides one batch.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "retriever/importers/import_format.h"
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
  // Called after each batch with the ids that are durable; for tests and acknowledging callers.
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

class FactFile {
 public:
  // "-" is standard input. Throws what is wrong with the format and the map of `options`.
  FactFile(const Path& file, const ImportOptions& options);
  ~FactFile();
  FactFile(const FactFile&) = delete;
  FactFile& operator=(const FactFile&) = delete;

  // A reader from the beginning.
  std::unique_ptr<FactReader> Read() const;

 private:
  Path file_;
  std::string name_;
  bool temporary_ = false;
  const ImportFormat* format_ = nullptr;
  ColumnMap map_;
};

// Reads the file once and throws what is wrong with it. Logs what was skipped and which fields are unknown.
void CheckFactFile(const FactFile& file, const ImportOptions& options, size_t max_fact_bytes);

// Puts the facts of a checked file.
ImportResult ImportFactFile(const FactFile& file, const ImportOptions& options, KnowledgeBase& base);

// Both, with the store opened (or made) in between.
ImportResult ImportFacts(const Path& file, const ImportOptions& options, const Path& store, const StoreConfig& config);

}  // namespace lethe

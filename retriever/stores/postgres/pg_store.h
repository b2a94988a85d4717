// A store in PostgreSQL: facts and versions in tables, exact keys by index,
// words by postings rows, vectors by pgvector where the server has it and else
// exactly in this process's memory.
//
// Promise: what every store promises (retriever/stores/store.h), and beside it:
// several processes may write; their changes come one after the other. A
// connection that is lost is replaced and its work done again, once: a change
// whose commit was under way is looked up before it is repeated. Errors: those
// of FactStore; kUnimplemented for a snapshot into a folder. Threads: all
// functions, any thread; changes of one process wait for each other without
// taking a connection each. Cost: a change takes about ten round trips and one
// wait for the disk, so put many facts at once.
#pragma once

#include <mutex>

#include "retriever/stores/postgres/pg_change.h"
#include "retriever/stores/postgres/pg_snapshot.h"
#include "retriever/stores/store.h"

namespace lethe {

class PgStore : public FactStore {
 public:
  // The tables are there, and `meta` is what they say.
  PgStore(std::shared_ptr<PgPool> pool, const PgMeta& meta);

  PutOutcome Apply(std::span<const PreparedFact> facts, std::span<const std::string> gone, const std::string& note,
                   std::optional<uint64_t> planned_on) override;
  uint64_t Erase(std::span<const std::string> ids) override;
  uint64_t EraseSubject(const std::string& subject_key) override;
  uint64_t EraseSource(const std::string& source) override;
  uint64_t EraseWhere(const std::function<bool(const v1::Fact&)>& fits) override;
  std::shared_ptr<const StoreSnapshot> Pin() const override;

  std::vector<StoreVersion> Versions() const override;
  UndoPlan Undo(uint64_t version) const override;
  CompactReport Compact(const CompactOptions& options) override;
  bool WantsCompaction(const IndexConfig& index) const override;
  void Snapshot(const Path& dir) override;
  std::vector<DeletionTrace> Deletions(const std::string& id) const override;
  void PurgeUndo(const std::string& id) override;

 private:
  void CheckWritable() const;
  // Runs `fill` in a transaction and writes what it left in the change. Nothing
  // when it left nothing.
  std::optional<PgOutcome> Change(const std::string& note, const std::function<uint64_t(PgChange&)>& fill);
  uint64_t EraseFound(const std::string& note, const std::function<std::vector<PgFactRow>(PgChange&)>& find);

  std::shared_ptr<const PgShared> shared_;
  std::mutex writer_;
};

// The same for the open modes of every store. `meta` holds what a new store is
// made with; an existing one keeps its own. Errors: kDataLoss when the tables
// were built with another embedder than `meta`'s.
std::unique_ptr<FactStore> OpenPgStore(const PostgresAddress& address, const PgMeta& meta, bool read_only);

}  // namespace lethe

#include "retriever/stores/postgres/pg_store.h"

#include <unordered_map>

#include "base/error.h"
#include "retriever/stores/postgres/pg_compact.h"
#include "retriever/stores/postgres/pg_history.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

void CheckNames(std::span<const PreparedFact> facts) {
  for (const PreparedFact& fact : facts) {
    for (const std::string* name : {&fact.id, &fact.source, &fact.keys.subject, &fact.keys.relation}) {
      if (!HasZeroByte(*name)) continue;
      throw Error(Code::kInvalidArgument, StrCat("fact ", fact.id.c_str(),
                                                 ": its id, source, subject or relation has a zero byte, which "
                                                 "PostgreSQL cannot keep; take it out"));
    }
  }
}

// Takes the old rows of the facts away and adds those that are new or changed.
// Returns how many replaced one.
uint64_t PutChosen(const ChosenFacts& chosen, std::span<const std::string> gone, PgChange& change) {
  std::unordered_map<std::string, PgFactRow> known;
  for (PgFactRow& row : change.WithIds(chosen.ids)) known.emplace(row.id, std::move(row));
  for (const PgFactRow& row : change.WithIds(gone)) {
    change.Remove(row);
    known.erase(row.id);
  }
  uint64_t updated = 0;
  for (const PreparedFact* fact : chosen.facts) {
    const auto old = known.find(fact->id);
    if (old != known.end()) {
      if (old->second.bytes == fact->bytes) continue;
      change.Remove(old->second);
      ++updated;
    }
    change.Add(*fact);
  }
  return updated;
}

}  // namespace

PgStore::PgStore(std::shared_ptr<PgPool> pool, const PgMeta& meta) {
  auto shared = std::make_shared<PgShared>();
  shared->pool = std::move(pool);
  shared->pins = std::make_shared<PgPins>(shared->pool);
  shared->resident = std::make_shared<PgResident>(shared->pool, meta.dimension);
  shared->vectors = meta.vectors;
  shared->dimension = meta.dimension;
  shared->bm25 = {meta.config.bm25_k1(), meta.config.bm25_b()};
  shared_ = std::move(shared);
}

void PgStore::CheckWritable() const {
  if (!shared_->pool->read_only()) return;
  throw Error(Code::kFailedPrecondition,
              StrCat(shared_->pool->address().shown, ": the store is open for reading only"));
}

std::optional<PgOutcome> PgStore::Change(const std::string& note, const std::function<uint64_t(PgChange&)>& fill) {
  CheckWritable();
  const std::lock_guard lock(writer_);
  const std::string token = NewChangeToken();
  std::optional<PgOutcome> outcome;
  shared_->pool->Transact(
      [&](PgConnection& connection) {
        outcome.reset();
        PgChange change(connection, *shared_, note);
        const uint64_t updated = fill(change);
        if (!change.empty()) outcome = change.Write(updated, token);
      },
      [&](PgConnection& connection) { return (outcome = FindChange(connection, token)).has_value(); });
  return outcome;
}

PutOutcome PgStore::Apply(std::span<const PreparedFact> facts, std::span<const std::string> gone,
                          const std::string& note, std::optional<uint64_t> planned_on) {
  CheckNames(facts);
  const ChosenFacts chosen(facts);
  const std::optional<PgOutcome> done = Change(note, [&](PgChange& change) {
    CheckPlannedOn(planned_on, change.version() - 1);
    return PutChosen(chosen, gone, change);
  });
  PutOutcome outcome;
  if (done) {
    outcome.added = done->added;
    outcome.updated = done->updated;
    outcome.version = done->version;
  } else {
    outcome.version = shared_->pins->Pin()->version;
  }
  outcome.unchanged = chosen.facts.size() - outcome.added - outcome.updated + chosen.repeated;
  outcome.updated += chosen.replaced;
  return outcome;
}

uint64_t PgStore::EraseFound(const std::string& note, const std::function<std::vector<PgFactRow>(PgChange&)>& find) {
  const std::optional<PgOutcome> done = Change(note, [&](PgChange& change) {
    for (const PgFactRow& row : find(change)) change.Remove(row);
    return uint64_t{0};
  });
  return done ? done->removed : 0;
}

uint64_t PgStore::Erase(std::span<const std::string> ids) {
  return EraseFound("delete by id", [&](PgChange& change) { return change.WithIds(ids); });
}

uint64_t PgStore::EraseSubject(const std::string& subject_key) {
  return EraseFound("delete by subject", [&](PgChange& change) { return change.OfSubject(subject_key); });
}

uint64_t PgStore::EraseSource(const std::string& source) {
  return EraseFound("delete by source", [&](PgChange& change) { return change.OfSource(source); });
}

uint64_t PgStore::EraseWhere(const std::function<bool(const v1::Fact&)>& fits) {
  return EraseFound("delete by filter", [&](PgChange& change) { return change.Where(fits); });
}

std::shared_ptr<const StoreSnapshot> PgStore::Pin() const {
  return std::make_shared<PgSnapshot>(shared_, shared_->pins->Pin());
}

std::vector<StoreVersion> PgStore::Versions() const {
  return ReadPgVersions(*shared_);
}

UndoPlan PgStore::Undo(uint64_t version) const {
  return PlanPgUndo(*shared_, version);
}

CompactReport PgStore::Compact(const CompactOptions& options) {
  CheckWritable();
  return CompactPg(*shared_, options);
}

bool PgStore::WantsCompaction(const IndexConfig& index) const {
  return PgWantsCompaction(*shared_, index);
}

void PgStore::Snapshot(const Path&) {
  const PostgresAddress& address = shared_->pool->address();
  throw Error(Code::kUnimplemented, StrCat(address.shown,
                                           ": a store in PostgreSQL is no folder to copy; back it up "
                                           "with `pg_dump --schema=",
                                           address.schema, "`, or copy its facts with `lethe store export`"));
}

std::vector<DeletionTrace> PgStore::Deletions(const std::string& id) const {
  return ReadPgDeletions(*shared_, id);
}

void PgStore::PurgeUndo(const std::string& id) {
  CheckWritable();
  PurgePgUndo(*shared_, id);
}

std::unique_ptr<FactStore> OpenPgStore(const PostgresAddress& address, const PgMeta& meta, bool read_only) {
  auto pool = std::make_shared<PgPool>(address, read_only);
  std::optional<PgMeta> stored = ReadPgMeta(*pool);
  if (!stored && !read_only) {
    PgMeta made = meta;
    made.vectors = ChoosePgVectors(*pool, meta.dimension);
    CreatePgTables(*pool, made);
    stored = ReadPgMeta(*pool);
  }
  if (!stored) throw Error(Code::kNotFound, StrCat(address.shown, ": there is no store"));
  if (stored->embedder != meta.embedder) {
    throw Error(Code::kDataLoss,
                StrCat(address.shown, ": the vectors were made with embedder ", stored->embedder,
                       ", the store's config says ", meta.embedder, "; restore the table meta that belongs to it"));
  }
  stored->config = meta.config;
  return std::make_unique<PgStore>(std::move(pool), *stored);
}

}  // namespace lethe

#include "retriever/stores/postgres/pg_history.h"

#include "base/error.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

constexpr PgStatement kVersions = {"read versions", R"sql(
SELECT v.version, v.time_ms, v.added, v.updated, v.removed, v.facts, v.note,
       v.version >= s.undo_from AND v.version < s.version
FROM versions v, state s WHERE v.version > 0 ORDER BY v.version)sql"};
constexpr PgStatement kReturns = {"read the oldest return", "SELECT version, undo_from FROM state"};
constexpr PgStatement kEndedSince = {"read facts that ended since", R"sql(
SELECT doc, fact FROM facts WHERE version_from <= $1 AND version_to > $1 AND version_to < 9223372036854775807
ORDER BY doc)sql"};
constexpr PgStatement kCameSince = {"read facts that came since", R"sql(
SELECT f.id FROM facts f WHERE f.version_from > $1 AND f.version_to = 9223372036854775807
AND NOT EXISTS (SELECT 1 FROM facts o WHERE o.id = f.id AND o.id <> '' AND o.version_from <= $1 AND o.version_to > $1)
ORDER BY f.id)sql"};
constexpr PgStatement kDeletions = {"read deletions", R"sql(
SELECT d.doc, d.version, d.time_ms, d.digest, f.fact
FROM deletions d LEFT JOIN facts f USING (doc) WHERE d.id_hash = $1 ORDER BY d.doc)sql"};
constexpr PgStatement kRaiseHorizon = {"raise the horizon", "UPDATE state SET horizon = version RETURNING version"};
constexpr PgStatement kEndsOf = {"read the ends of a fact", R"sql(
SELECT doc, version_to FROM facts WHERE id = $1 AND id <> '' AND version_to < 9223372036854775807)sql"};
constexpr PgStatement kPurgeFacts = {"purge facts", R"sql(
UPDATE facts SET id = '', fact = '', subject_key = '', relation_key = '', source = '', subject_hash = 0,
       relation_hash = 0, source_hash = 0 WHERE doc = ANY($1))sql"};
constexpr PgStatement kPurgeVectors = {"purge vectors", "DELETE FROM vectors WHERE doc = ANY($1)"};
constexpr PgStatement kPurgeAliases = {"purge aliases", "DELETE FROM aliases WHERE doc = ANY($1)"};

}  // namespace

std::vector<StoreVersion> ReadPgVersions(const PgShared& shared) {
  std::vector<StoreVersion> versions;
  shared.pool->Run([&](PgConnection& connection) {
    const PgResult rows = connection.Run(kVersions);
    versions.clear();
    for (size_t i = 0; i < rows.rows(); ++i) {
      versions.push_back({rows.Int(i, 0), rows.Int(i, 1), rows.Int(i, 2), rows.Int(i, 3), rows.Int(i, 4),
                          rows.Int(i, 5), rows.Text(i, 6), rows.Int(i, 7) == 1});
    }
  });
  return versions;
}

UndoPlan PlanPgUndo(const PgShared& shared, uint64_t version) {
  UndoPlan plan;
  shared.pool->Read([&](PgConnection& connection) {
    const PgResult returns = connection.Run(kReturns);
    const uint64_t newest = returns.Int(0, 0), oldest = returns.Int(0, 1);
    CheckReturn(version, oldest, newest, "restore a backup");
    plan = {};
    plan.from = newest;
    const PgResult ended = connection.Run(kEndedSince, PgParams().Int(version));
    for (size_t i = 0; i < ended.rows(); ++i) {
      if (ended.Bytes(i, 1).empty()) {
        ++plan.purged;
      } else {
        plan.restore.push_back(ParseFact(ended.Bytes(i, 1), ended.Int(i, 0)));
      }
    }
    const PgResult came = connection.Run(kCameSince, PgParams().Int(version));
    for (size_t i = 0; i < came.rows(); ++i) plan.erase.push_back(came.Text(i, 0));
  });
  return plan;
}

std::vector<DeletionTrace> ReadPgDeletions(const PgShared& shared, const std::string& id) {
  std::vector<DeletionTrace> traces;
  shared.pool->Run([&](PgConnection& connection) {
    const PgResult rows = connection.Run(kDeletions, PgParams().Bytes(HashOfId(id)));
    traces.clear();
    for (size_t i = 0; i < rows.rows(); ++i) {
      traces.push_back({rows.Int(i, 0), rows.Int(i, 1), rows.Int(i, 2), rows.Text(i, 3), rows.Text(i, 4)});
    }
  });
  return traces;
}

uint64_t RaiseHorizon(const PgShared& shared) {
  uint64_t newest = 0;
  shared.pool->Transact([&](PgConnection& connection) { newest = connection.Run(kRaiseHorizon).Int(0, 0); });
  return shared.pins->OldestPinned(newest);
}

void PurgePgUndo(const PgShared& shared, const std::string& id) {
  if (id.empty() || HasZeroByte(id)) return;
  const uint64_t oldest_read = RaiseHorizon(shared);
  shared.pool->Transact([&](PgConnection& connection) {
    const PgResult ends = connection.Run(kEndsOf, PgParams().Text(id));
    std::vector<uint64_t> docs;
    for (size_t i = 0; i < ends.rows(); ++i) {
      docs.push_back(ends.Int(i, 0));
      if (ends.Int(i, 1) <= oldest_read) continue;
      throw Error(Code::kUnavailable, StrCat("version ", oldest_read, ", which has fact ", id,
                                             ", is still being read; try again when its readers are done"));
    }
    for (const PgStatement& statement : {kPurgeFacts, kPurgeVectors, kPurgeAliases})
      connection.Run(statement, PgParams().Ints(docs));
  });
}

}  // namespace lethe

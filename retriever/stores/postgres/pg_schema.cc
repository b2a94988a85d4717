#include "retriever/stores/postgres/pg_schema.h"

#include "base/config.h"
#include "base/text.h"
#include "retriever/lexical/analyzer.h"

namespace lethe {
namespace {

constexpr const char* kFormat = "1";
constexpr size_t kMostIndexedDimensions = 2000;  // of pgvector's HNSW over float32
constexpr const char* kInExtension = "pgvector";
constexpr const char* kInBytes = "bytes";

// Names sort by bytes ("C"), as in every other store. 9223372036854775807 is
// the end of what has not ended.
constexpr const char* kTables = R"sql(
CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL DEFAULT 0, next_doc bigint NOT NULL DEFAULT 0, facts bigint NOT NULL DEFAULT 0,
  terms bigint NOT NULL DEFAULT 0, tombstones bigint NOT NULL DEFAULT 0, undo_from bigint NOT NULL DEFAULT 0,
  horizon bigint NOT NULL DEFAULT 0, swept_to bigint NOT NULL DEFAULT 0);
CREATE TABLE versions (
  version bigint PRIMARY KEY, time_ms bigint NOT NULL, added bigint NOT NULL, updated bigint NOT NULL,
  removed bigint NOT NULL, end_doc bigint NOT NULL, facts bigint NOT NULL, terms bigint NOT NULL,
  note text NOT NULL, change text NOT NULL UNIQUE);
CREATE TABLE facts (
  doc bigint PRIMARY KEY, version_from bigint NOT NULL, version_to bigint NOT NULL DEFAULT 9223372036854775807,
  subject_hash bigint NOT NULL, relation_hash bigint NOT NULL, source_hash bigint NOT NULL, terms bigint NOT NULL,
  id text COLLATE "C" NOT NULL, subject_key text COLLATE "C" NOT NULL, relation_key text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL, fact bytea NOT NULL);
CREATE UNIQUE INDEX facts_id ON facts (id, version_to) WHERE id <> '';
CREATE INDEX facts_key ON facts (subject_hash, relation_hash) WHERE subject_key <> '';
CREATE INDEX facts_source ON facts (source_hash) WHERE source <> '';
CREATE INDEX facts_ended ON facts (version_to) WHERE version_to < 9223372036854775807;
CREATE TABLE aliases (doc bigint NOT NULL, alias_hash bigint NOT NULL, alias_key text COLLATE "C" NOT NULL);
CREATE INDEX aliases_key ON aliases (alias_hash);
CREATE INDEX aliases_doc ON aliases (doc);
CREATE TABLE postings (
  term text COLLATE "C" NOT NULL, first_doc bigint NOT NULL, blocks bytea NOT NULL, PRIMARY KEY (term, first_doc));
CREATE TABLE deletions (
  id_hash bytea NOT NULL, doc bigint NOT NULL, version bigint NOT NULL, time_ms bigint NOT NULL, digest bytea NOT NULL,
  PRIMARY KEY (id_hash, doc));
INSERT INTO state DEFAULT VALUES;
INSERT INTO versions VALUES (0, 0, 0, 0, 0, 0, 0, 0, 'new', 'new');
)sql";

constexpr PgStatement kHasTables = {"has tables", R"sql(
SELECT to_regclass(current_schema() || '.meta') IS NOT NULL, current_setting('server_encoding'),
       EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1))sql"};
constexpr PgStatement kReadMeta = {"read meta", "SELECT key, value FROM meta"};
constexpr PgStatement kPutMeta = {"put meta",
                                  "INSERT INTO meta VALUES ($1, $2) ON CONFLICT (key) DO UPDATE "
                                  "SET value = excluded.value"};
constexpr PgStatement kOffersExtension = {"look for pgvector",
                                          "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"};
constexpr PgStatement kBytes = {"measure tables", R"sql(
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r')sql"};
constexpr PgStatement kBytesByTable = {"measure each table", R"sql(
SELECT c.relname::text, (CASE c.relkind WHEN 'r' THEN pg_total_relation_size(c.oid) ELSE pg_relation_size(c.oid) END)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND (c.relkind = 'r' OR c.relname = 'vectors_hnsw'))sql"};
constexpr PgStatement kVectorIndex = {"look for the vector index", R"sql(
SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = 'vectors_hnsw' AND i.indisvalid)sql"};
constexpr PgStatement kLockCreation = {"lock the making of a store", "SELECT pg_advisory_xact_lock($1)"};

// True when the schema holds a store.
bool HasTables(PgConnection& connection, const PostgresAddress& address) {
  const PgResult found = connection.Run(kHasTables, PgParams().Text(address.schema));
  if (found.Bytes(0, 1) != "UTF8") {
    throw Error(Code::kFailedPrecondition, StrCat(address.shown, ": the database's encoding is ", found.Bytes(0, 1),
                                                  ", a store needs UTF8; make one with createdb "
                                                  "--encoding=UTF8 --template=template0"));
  }
  // Without the schema the search path ends at another one, whose tables are
  // not ours.
  return found.Int(0, 2) == 1 && !found.IsNull(0, 0) && found.Int(0, 0) == 1;
}

void CheckMeta(const std::string& shown, const char* key, const std::string& has, std::string_view wants) {
  if (has == wants) return;
  throw Error(Code::kFailedPrecondition,
              StrCat(shown, ": the store has ", key, " ", has.empty() ? "(none)" : has, ", this program ", wants,
                     "; export it with the program that made it and import it "
                     "into a new schema"));
}

void CreateVectors(PgConnection& connection, const PgMeta& meta) {
  if (meta.vectors == PgVectors::kExtension) {
    connection.Execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public");
    connection.Execute(
        StrCat("CREATE TABLE vectors (doc bigint PRIMARY KEY, vector vector(", meta.dimension, ") NOT NULL)"));
  } else {
    connection.Execute("CREATE TABLE vectors (doc bigint PRIMARY KEY, vector bytea NOT NULL)");
  }
}

void WriteMeta(PgConnection& connection, const PgMeta& meta) {
  const auto put = [&connection](std::string_view key, std::string_view value) {
    connection.Run(kPutMeta, PgParams().Text(key).Text(value));
  };
  put("format", kFormat);
  put("analyzer", kAnalyzerName);
  put("embedder", meta.embedder);
  put("dimension", StrCat(meta.dimension));
  put("vectors", meta.vectors == PgVectors::kExtension ? kInExtension : kInBytes);
  put("config", ConfigText(meta.config));
}

}  // namespace

std::optional<PgMeta> ReadPgMeta(PgPool& pool) {
  std::optional<PgMeta> meta;
  pool.Run([&](PgConnection& connection) {
    meta.reset();
    if (!HasTables(connection, pool.address())) return;
    const PgResult rows = connection.Run(kReadMeta);
    std::map<std::string, std::string> values;
    for (size_t i = 0; i < rows.rows(); ++i) values[rows.Text(i, 0)] = rows.Text(i, 1);
    const std::string& shown = pool.address().shown;
    CheckMeta(shown, "format", values["format"], kFormat);
    CheckMeta(shown, "analyzer", values["analyzer"], kAnalyzerName);
    meta.emplace();
    meta->embedder = values["embedder"];
    meta->dimension = ParseNumber<size_t>(values["dimension"]).value_or(0);
    meta->vectors = values["vectors"] == kInExtension ? PgVectors::kExtension : PgVectors::kBytes;
    ParseConfig(values["config"], shown, meta->config);
  });
  return meta;
}

void CreatePgTables(PgPool& pool, const PgMeta& meta) {
  const std::string& schema = pool.address().schema;
  pool.Transact([&](PgConnection& connection) {
    connection.Run(kLockCreation, PgParams().Int(StableHash(schema) >> 1));
    connection.Execute(StrCat("CREATE SCHEMA IF NOT EXISTS ", schema));
    if (HasTables(connection, pool.address())) return;
    try {
      connection.Execute(kTables);
    } catch (const PgError& error) {
      constexpr std::string_view kDuplicateTable = "42P07";
      if (error.state() != kDuplicateTable) throw;
      throw Error(Code::kFailedPrecondition, StrCat(pool.address().shown, ": schema ", schema, " has other tables (",
                                                    error.what(), "); name another one with ?schema=NAME"));
    }
    CreateVectors(connection, meta);
    WriteMeta(connection, meta);
  });
}

PgVectors ChoosePgVectors(PgPool& pool, size_t dimension) {
  PgVectors choice = PgVectors::kBytes;
  pool.Run([&](PgConnection& connection) {
    const bool offered = connection.Run(kOffersExtension).Int(0, 0) > 0;
    choice = offered && dimension <= kMostIndexedDimensions ? PgVectors::kExtension : PgVectors::kBytes;
  });
  return choice;
}

void WritePgConfig(PgPool& pool, const StoreConfig& config) {
  pool.Transact(
      [&](PgConnection& connection) { connection.Run(kPutMeta, PgParams().Text("config").Text(ConfigText(config))); });
}

uint64_t PgBytes(PgPool& pool) {
  uint64_t bytes = 0;
  pool.Run([&](PgConnection& connection) {
    bytes = connection.Run(kBytes, PgParams().Text(pool.address().schema)).Int(0, 0);
  });
  return bytes;
}

std::map<std::string, uint64_t> PgBytesByTable(PgPool& pool) {
  std::map<std::string, uint64_t> bytes;
  pool.Run([&](PgConnection& connection) {
    const PgResult rows = connection.Run(kBytesByTable, PgParams().Text(pool.address().schema));
    for (size_t i = 0; i < rows.rows(); ++i) bytes[rows.Text(i, 0)] = rows.Int(i, 1);
  });
  if (bytes.contains("vectors_hnsw")) bytes["vectors"] -= bytes["vectors_hnsw"];
  return bytes;
}

bool HasVectorIndex(PgPool& pool) {
  bool found = false;
  pool.Run([&](PgConnection& connection) {
    found = connection.Run(kVectorIndex, PgParams().Text(pool.address().schema)).Int(0, 0) > 0;
  });
  return found;
}

}  // namespace lethe

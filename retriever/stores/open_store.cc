#include "retriever/stores/open_store.h"

#include "base/error.h"
#include "retriever/stores/postgres/pg_store.h"
#include "retriever/stores/rocks_store.h"
#include "retriever/stores/store_url.h"

namespace lethe {

std::optional<StoreConfig> ReadStoreConfig(const Path& place) {
  if (!IsStoreUrl(place)) return ReadStoreMarker(place);
  PgPool pool(ParsePostgresUrl(place), true);
  const std::optional<PgMeta> meta = ReadPgMeta(pool);
  if (!meta) return std::nullopt;
  return meta->config;
}

StoreFingerprint ReadFingerprint(const Path& place) {
  if (!IsStoreUrl(place)) return ReadStoreFingerprint(place);
  PgPool pool(ParsePostgresUrl(place), true);
  const std::optional<PgMeta> meta = ReadPgMeta(pool);
  return meta ? StoreFingerprint{meta->embedder, meta->dimension} : StoreFingerprint();
}

void WriteStoreConfig(const Path& place, const StoreConfig& config, const StoreFingerprint& fingerprint) {
  if (!IsStoreUrl(place)) return WriteStoreMarker(place, config, fingerprint);
  PgPool pool(ParsePostgresUrl(place), false);
  WritePgConfig(pool, config);
}

std::unique_ptr<FactStore> OpenFactStore(const Path& place, const StoreConfig& config, const Embedder& embedder,
                                         OpenMode mode) {
  if (!IsStoreUrl(place)) return RocksStore::Open(place, config, embedder.name(), embedder.dimension(), mode);
  PgMeta meta;
  meta.config = config;
  meta.embedder = embedder.name();
  meta.dimension = embedder.dimension();
  return OpenPgStore(ParsePostgresUrl(place), meta, mode == OpenMode::kRead);
}

void RequireFolder(const Path& place, const char* action, const char* cure) {
  if (!IsStoreUrl(place)) return;
  throw Error(Code::kUnimplemented,
              StrCat(ShownPlace(place), ": cannot ", action, " of a store in PostgreSQL; ", cure));
}

}  // namespace lethe

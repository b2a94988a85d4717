// The folder of a store and the file in it that says what it is.
//
//   DIR/lethe_store.json   format, fingerprint (embedder, dimension, analyser) and the config it was made with
//   DIR/db/                RocksDB, the system of record
//   DIR/segments/          FAISS segments, which can be made again from db/
//   DIR/embedder/          a copy of the embedder's files, where it has any (retriever/embedders/embedder_folder.h)
// Errors: kNotFound for an absent store, kFailedPrecondition for a folder that is something else or a store of another
// embedder or format, kDataLoss for a store whose parts are missing or damaged. Messages name the folder and the cure.
// Threads: pure functions.
#pragma once

#include <optional>
#include <string>

#include "base/file.h"
#include "proto/retrieval.pb.h"

namespace lethe {

inline constexpr int kStoreFormat = 1;

Path StoreMarker(const Path& dir);
Path StoreDatabase(const Path& dir);
Path StoreSegments(const Path& dir);

// What the marker says of the store's vectors, without making its embedder.
struct StoreFingerprint {
  std::string embedder;  // Embedder::name()
  size_t dimension = 0;
};
StoreFingerprint ReadStoreFingerprint(const Path& dir);

// The config the store was made with; nothing when `dir` is absent or empty (or a creation was cut off), so that a
// store can be made there.
std::optional<StoreConfig> ReadStoreMarker(const Path& dir);

// Writes the marker of a new store, after the database exists.
void WriteStoreMarker(const Path& dir, const StoreConfig& config, const StoreFingerprint& fingerprint);

// `stored` overlaid by what `given` sets, but for the embedder.
StoreConfig OverlayConfig(const StoreConfig& stored, const StoreConfig& given);
// Refuses another embedder than the one that the store was made with; both are Embedder::name()s.
void CheckSameEmbedder(const Path& place, const std::string& has, const std::string& wants);

}  // namespace lethe

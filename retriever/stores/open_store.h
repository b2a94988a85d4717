// A store by the place it is kept in: a folder (RocksDB, stores/store_folder.h) or postgres://... (stores/store_url.h).
//
// Everything that the knowledge base asks of the place itself goes through here; what it asks of the facts goes through
// stores/store.h.
// Errors: those of both kinds of store, naming the place without its password.
// Threads: pure functions.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/file.h"
#include "proto/retrieval.pb.h"
#include "retriever/embedders/embedder.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/store.h"
#include "retriever/stores/store_folder.h"

namespace lethe {

// The config the store was made with; nothing where there is no store but one can be made.
std::optional<StoreConfig> ReadStoreConfig(const Path& place);
// Fingerprint of the embedder that the vectors of a store were made with.
StoreFingerprint ReadFingerprint(const Path& place);
// Remembers the config of a store that exists, or has just been made.
void WriteStoreConfig(const Path& place, const StoreConfig& config, const StoreFingerprint& fingerprint);

// `config` is resolved, and `embedder` is the config's. kCreate makes what is missing; WriteStoreConfig comes after it.
std::unique_ptr<FactStore> OpenFactStore(const Path& place, const StoreConfig& config, const Embedder& embedder,
                                         OpenMode mode);

// Throws kUnimplemented for a place that is no folder: "cannot ACTION there; CURE".
void RequireFolder(const Path& place, const char* action, const char* cure);

}  // namespace lethe

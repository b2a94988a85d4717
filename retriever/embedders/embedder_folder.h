// Embedders that are folders of files: telling which kind one is, its fingerprint, and the copy that a store keeps.
//
//   STORE/embedder/   the files of the store's embedder, so that a store that is copied or moved stays whole
//
// In a store's marker the folder is "embedder", relative to the store; in a config in memory it is a path that can be
// opened.
// Errors: kNotFound, kInvalidArgument (a folder that is no embedder, naming it and the kinds there are),
// kResourceExhausted.
// Threads: pure functions.
// Cost: the fingerprint reads all weights, about 0.1 s a GB once they are in memory.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "proto/retrieval.pb.h"

namespace lethe {

// "hashed_ngrams", or a folder of a BERT or of a dual encoder, told by the model_type of its config.json.
EmbedderConfig NamedEmbedder(const std::string& name);

// The folder of an embedder that has one; empty for the others.
std::string EmbedderFolder(const EmbedderConfig& config);

// 16 hexadecimal digits over the names and bytes of `files`, those that are there. All of one folder.
std::string FilesFingerprint(const Path& folder, const std::vector<std::string>& files);

// Copies the embedder's files to STORE/embedder, replacing what is there, and returns the config with that folder. An
// embedder without files leaves nothing there.
EmbedderConfig AdoptEmbedder(const Path& store, const EmbedderConfig& config);

// A config as the marker holds it, and back: relative folders lie in the store.
EmbedderConfig RelativeEmbedder(const Path& store, EmbedderConfig config);
EmbedderConfig AbsoluteEmbedder(const Path& store, EmbedderConfig config);

// What STORE/embedder is.
Path StoreEmbedder(const Path& store);

}  // namespace lethe

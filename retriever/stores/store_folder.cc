#include "retriever/stores/store_folder.h"

#include <nlohmann/json.hpp>

#include "base/config.h"
#include "base/error.h"
#include "retriever/embedders/embedder_folder.h"
#include "retriever/lexical/analyzer.h"
#include "retriever/stores/store_url.h"

namespace lethe {
namespace {

constexpr const char* kFormatName = "lethe store";

// True when the folder holds nothing but what a creation that was cut off leaves.
bool IsUnused(const Path& dir) {
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    const Path name = entry.path().filename();
    const bool own = name == "db" || name == "segments" || name == StoreEmbedder("");
    if (!own && name.extension() != ".tmp") return false;
  }
  return true;
}

nlohmann::json ParseMarker(const Path& file) {
  try {
    return nlohmann::json::parse(ReadFile(file));
  } catch (const nlohmann::json::exception& error) {
    throw Error(Code::kDataLoss, StrCat(file.string(), ": damaged: ", error.what()));
  }
}

void CheckMarker(const Path& file, const nlohmann::json& marker) {
  if (!marker.is_object() || marker.value("name", "") != kFormatName) {
    throw Error(Code::kDataLoss, StrCat(file.string(), ": damaged: it does not describe a Lethe store"));
  }
  const int format = marker.value("format", 0);
  if (format != kStoreFormat) {
    throw Error(Code::kFailedPrecondition,
                StrCat(file.string(), ": format ", format, ", this program reads format ", kStoreFormat,
                       "; export the store with the program that made it and import it again"));
  }
  const std::string analyzer = marker.value("analyzer", "");
  if (analyzer != kAnalyzerName) {
    throw Error(Code::kFailedPrecondition,
                StrCat(file.string(), ": indexed with analyser ", analyzer, ", this program has ", kAnalyzerName,
                       "; export the facts and import them into a new store"));
  }
}

}  // namespace

Path StoreMarker(const Path& dir) {
  return dir / "lethe_store.json";
}
Path StoreDatabase(const Path& dir) {
  return dir / "db";
}
Path StoreSegments(const Path& dir) {
  return dir / "segments";
}

StoreFingerprint ReadStoreFingerprint(const Path& dir) {
  const nlohmann::json marker = ParseMarker(StoreMarker(dir));
  CheckMarker(StoreMarker(dir), marker);
  return {marker.value("embedder", ""), marker.value("dimension", size_t{0})};
}

std::optional<StoreConfig> ReadStoreMarker(const Path& dir) {
  if (!std::filesystem::exists(dir)) return std::nullopt;
  if (!std::filesystem::is_directory(dir)) {
    throw Error(Code::kFailedPrecondition, StrCat(dir.string(), ": is a file; a store is a folder"));
  }
  const Path file = StoreMarker(dir);
  if (!std::filesystem::exists(file)) {
    if (IsUnused(dir)) return std::nullopt;
    throw Error(Code::kFailedPrecondition, StrCat(dir.string(), ": is not a Lethe store (no ", file.filename().string(),
                                                  ") and not empty; name a store, or a new folder to make one"));
  }
  const nlohmann::json marker = ParseMarker(file);
  CheckMarker(file, marker);
  StoreConfig config;
  ParseConfig(marker.value("config", ""), file.string(), config);
  if (config.has_embedder()) *config.mutable_embedder() = AbsoluteEmbedder(dir, config.embedder());
  if (!std::filesystem::exists(StoreDatabase(dir) / "CURRENT")) {
    throw Error(Code::kDataLoss,
                StrCat((StoreDatabase(dir) / "CURRENT").string(), ": is missing, the store is damaged; restore ",
                       dir.string(), " from a snapshot or import its facts again"));
  }
  return config;
}

void WriteStoreMarker(const Path& dir, const StoreConfig& config, const StoreFingerprint& fingerprint) {
  nlohmann::ordered_json marker;
  marker["name"] = kFormatName;
  marker["format"] = kStoreFormat;
  marker["embedder"] = fingerprint.embedder;
  marker["dimension"] = fingerprint.dimension;
  marker["analyzer"] = kAnalyzerName;
  StoreConfig written = config;
  if (config.has_embedder()) *written.mutable_embedder() = RelativeEmbedder(dir, config.embedder());
  marker["config"] = ConfigText(written);
  WriteFileAtomic(StoreMarker(dir), marker.dump(2) + "\n");
}

StoreConfig OverlayConfig(const StoreConfig& stored, const StoreConfig& given) {
  StoreConfig config = stored;
  config.MergeFrom(given);
  *config.mutable_embedder() = stored.embedder();
  return config;
}

void CheckSameEmbedder(const Path& place, const std::string& has, const std::string& wants) {
  if (has == wants) return;
  throw Error(Code::kFailedPrecondition,
              StrCat(ShownPlace(place), ": was built with embedder ", has, ", the config asks for ", wants,
                     "; leave the embedder out, or give the store another one with `lethe store reembed`"));
}

}  // namespace lethe

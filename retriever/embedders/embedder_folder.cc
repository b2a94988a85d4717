#include "retriever/embedders/embedder_folder.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "retriever/indexes/checksum.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kOwnFolder = "embedder";

// Everything that either kind of folder may be read from.
constexpr std::array<const char*, 8> kFiles = {"config.json",
                                               "model.safetensors",
                                               "vocab.txt",
                                               "tokenizer_config.json",
                                               "modules.json",
                                               "sentence_bert_config.json",
                                               "1_Pooling/config.json",
                                               "config_sentence_transformers.json"};

std::string Digits(uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += kDigits[(number >> shift) & 15];
  return digits;
}

std::string ModelType(const Path& file) {
  try {
    return nlohmann::json::parse(ReadFile(file)).value("model_type", "");
  } catch (const nlohmann::json::exception& error) {
    throw Error(Code::kInvalidArgument, StrCat(file.string(), ": is no JSON object: ", error.what()));
  }
}

void SetFolder(EmbedderConfig& config, const std::string& folder) {
  if (config.has_bert()) config.mutable_bert()->set_folder(folder);
  if (config.has_dual()) config.mutable_dual()->set_folder(folder);
}

}  // namespace

EmbedderConfig NamedEmbedder(const std::string& name) {
  EmbedderConfig config;
  if (name == "hashed_ngrams") {
    config.mutable_hashed_ngrams();
    return config;
  }
  const Path file = Path(name) / "config.json";
  if (!fs::is_regular_file(file)) {
    throw Error(Code::kNotFound, StrCat(name, ": is no embedder: there is no ", file.string(),
                                        "; name hashed_ngrams, a BERT folder, or a folder that `lethe train` made"));
  }
  const std::string type = ModelType(file);
  if (type == "bert") {
    config.mutable_bert()->set_folder(name);
  } else if (type == "lethe_dual_encoder") {
    config.mutable_dual()->set_folder(name);
  } else {
    throw Error(Code::kInvalidArgument, StrCat(file.string(), ": model_type \"", type,
                                               "\" is no embedder that this program reads; it reads \"bert\" and "
                                               "\"lethe_dual_encoder\""));
  }
  return config;
}

std::string EmbedderFolder(const EmbedderConfig& config) {
  if (config.has_bert()) return config.bert().folder();
  return config.has_dual() ? config.dual().folder() : std::string();
}

std::string FilesFingerprint(const Path& folder, const std::vector<std::string>& files) {
  std::string sums;
  for (const std::string& name : files) {
    if (!fs::exists(folder / name)) continue;
    const MappedFile file(folder / name);
    sums += StrCat(name, ' ', Digits(Checksum64(file.bytes())), '\n');
  }
  return Digits(Checksum64(std::as_bytes(std::span(sums))));
}

Path StoreEmbedder(const Path& store) {
  return store / kOwnFolder;
}

EmbedderConfig AdoptEmbedder(const Path& store, const EmbedderConfig& config) {
  const std::string from = EmbedderFolder(config);
  const Path to = StoreEmbedder(store);
  EmbedderConfig adopted = config;
  std::error_code ignored;
  if (from.empty()) {
    fs::remove_all(to);
    return adopted;
  }
  SetFolder(adopted, to.string());
  if (fs::equivalent(from, to, ignored)) return adopted;
  fs::remove_all(to);
  for (const char* name : kFiles) {
    if (!fs::exists(Path(from) / name)) continue;
    CreateDirectories((to / name).parent_path());
    const MappedFile file(Path(from) / name);
    WriteFileAtomic(to / name, {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()});
  }
  return adopted;
}

EmbedderConfig RelativeEmbedder(const Path& store, EmbedderConfig config) {
  const Path folder = EmbedderFolder(config);
  if (folder == StoreEmbedder(store)) SetFolder(config, std::string(kOwnFolder));
  return config;
}

EmbedderConfig AbsoluteEmbedder(const Path& store, EmbedderConfig config) {
  const Path folder = EmbedderFolder(config);
  if (!folder.empty() && folder.is_relative()) SetFolder(config, (store / folder).string());
  return config;
}

}  // namespace lethe

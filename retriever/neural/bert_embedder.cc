#include "retriever/neural/bert_embedder.h"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/text.h"
#include "retriever/embedders/embedder_folder.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

[[noreturn]] void Unsupported(const Path& file, const std::string& what) {
  throw Error(Code::kInvalidArgument, StrCat(file.string(), ": ", what));
}

// False where the file is absent. What `read` does not find as it should be is the file's fault.
template <typename Read>
bool ReadJson(const Path& file, Read read) {
  if (!std::filesystem::exists(file)) return false;
  try {
    read(Json::parse(ReadFile(file)));
  } catch (const Json::exception& error) {
    Unsupported(file, error.what());
  }
  return true;
}

BertActivation ActivationNamed(const std::string& name, const Path& file) {
  if (name == "gelu") return BertActivation::kGelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return BertActivation::kGeluTanh;
  if (name == "relu") return BertActivation::kRelu;
  Unsupported(file, StrCat("hidden_act: \"", name, "\" is not supported; gelu, gelu_new and relu are"));
}

BertShape ReadShape(const Path& file) {
  BertShape shape;
  const bool is_there = ReadJson(file, [&](const Json& json) {
    if (json.at("model_type") != "bert")
      Unsupported(file, StrCat("model_type: ", json.at("model_type").dump(), " is not supported; \"bert\" is"));
    if (json.value("position_embedding_type", "absolute") != "absolute")
      Unsupported(file, "position_embedding_type: only \"absolute\" is supported");
    shape.vocabulary = json.at("vocab_size");
    shape.hidden = json.at("hidden_size");
    shape.layers = json.at("num_hidden_layers");
    shape.heads = json.at("num_attention_heads");
    shape.inner = json.at("intermediate_size");
    shape.positions = json.at("max_position_embeddings");
    shape.norm_eps = json.value("layer_norm_eps", shape.norm_eps);
    shape.padding = json.value("pad_token_id", 0);
    shape.activation = ActivationNamed(json.value("hidden_act", "gelu"), file);
  });
  if (!is_there) throw Error(Code::kNotFound, StrCat(file.string(), ": there is no such file; the folder is no BERT"));
  return shape;
}

// The pooling modes that are on, of all that the file names.
Pooling ReadPooling(const Path& file) {
  std::vector<std::string> on;
  const bool is_there = ReadJson(file, [&](const Json& json) {
    for (const auto& [key, value] : json.items()) {
      if (key.starts_with("pooling_mode_") && value.is_boolean() && value.get<bool>()) on.push_back(key);
    }
  });
  if (!is_there || on == std::vector<std::string>{"pooling_mode_mean_tokens"}) return Pooling::kMean;
  if (on == std::vector<std::string>{"pooling_mode_cls_token"}) return Pooling::kCls;
  Unsupported(file, StrCat("pooling: ", on.empty() ? "none" : Join(on, ", "),
                           " is not supported; one of pooling_mode_mean_tokens and pooling_mode_cls_token is"));
}

// modules.json lists what stands behind the transformer.
void CheckModules(const Path& file) {
  ReadJson(file, [&](const Json& json) {
    for (const Json& module : json) {
      const std::string type = module.value("type", "");
      if (!type.ends_with(".Transformer") && !type.ends_with(".Pooling") && !type.ends_with(".Normalize"))
        Unsupported(file, StrCat("module ", type, " is not supported; Transformer, Pooling and Normalize are"));
    }
  });
}

WordpieceOptions ReadTokenizer(const Path& file) {
  WordpieceOptions options;
  ReadJson(file, [&](const Json& json) {
    options.lower = json.value("do_lower_case", true);
    options.strip_accents = options.lower;
    const auto strip = json.find("strip_accents");
    if (strip != json.end() && strip->is_boolean()) options.strip_accents = strip->get<bool>();
    options.split_chinese = json.value("tokenize_chinese_chars", true);
  });
  return options;
}

// Of the names that the prompts go by, the first that is there.
std::string ReadPrompt(const Path& file, std::initializer_list<const char*> names) {
  std::string prompt;
  ReadJson(file, [&](const Json& json) {
    if (!json.contains("prompts")) return;
    for (const char* name : names) {
      const auto& prompts = json.at("prompts");
      if (prompts.contains(name) && prompts.at(name).is_string()) {
        prompt = prompts.at(name);
        return;
      }
    }
  });
  return prompt;
}

size_t ReadLimit(const Path& folder, const BertConfig& config, const BertShape& shape) {
  auto limit = static_cast<size_t>(shape.positions);
  ReadJson(folder / "sentence_bert_config.json", [&](const Json& json) {
    const auto found = json.find("max_seq_length");
    if (found != json.end() && found->is_number_unsigned()) limit = std::min(limit, found->get<size_t>());
  });
  if (config.has_max_tokens()) limit = std::min<size_t>(limit, config.max_tokens());
  if (limit < 3)
    throw Error(Code::kInvalidArgument, StrCat("embedder.bert.max_tokens: ", limit, " leaves no room for a word"));
  return limit;
}

// Encoders in use, by fingerprint, so that a store opened several times holds its weights once.
std::shared_ptr<const BertEncoder> SharedEncoder(const std::string& fingerprint, const Path& weights,
                                                 const BertShape& shape) {
  static std::mutex mutex;
  static auto& encoders = *new std::unordered_map<std::string, std::weak_ptr<const BertEncoder>>();
  const std::lock_guard lock(mutex);
  std::weak_ptr<const BertEncoder>& known = encoders[fingerprint];
  std::shared_ptr<const BertEncoder> encoder = known.lock();
  if (encoder == nullptr) known = encoder = std::make_shared<const BertEncoder>(weights, shape);
  return encoder;
}

}  // namespace

BertEmbedder::BertEmbedder(const BertConfig& config) {
  if (config.folder().empty()) throw Error(Code::kInvalidArgument, "embedder.bert.folder: is empty; name the folder");
  const Path folder = config.folder();
  BertShape shape = ReadShape(folder / "config.json");
  CheckModules(folder / "modules.json");
  shape.pooling = ReadPooling(folder / "1_Pooling" / "config.json");
  tokenizer_ = std::make_unique<Wordpiece>(folder / "vocab.txt", ReadTokenizer(folder / "tokenizer_config.json"));
  if (static_cast<int64_t>(tokenizer_->size()) > shape.vocabulary) {
    throw Error(Code::kInvalidArgument, StrCat((folder / "vocab.txt").string(), ": has ", tokenizer_->size(),
                                               " pieces, config.json says ", shape.vocabulary));
  }
  const Path prompts = folder / "config_sentence_transformers.json";
  query_prefix_ = config.has_query_prefix() ? config.query_prefix() : ReadPrompt(prompts, {"query"});
  passage_prefix_ =
      config.has_passage_prefix() ? config.passage_prefix() : ReadPrompt(prompts, {"passage", "document", "corpus"});
  max_tokens_ = ReadLimit(folder, config, shape);
  batch_tokens_ = config.batch_tokens();
  const std::string files = FilesFingerprint(
      folder, {"config.json", "vocab.txt", "tokenizer_config.json", "1_Pooling/config.json", "model.safetensors"});
  encoder_ = SharedEncoder(files, folder / "model.safetensors", shape);
  name_ =
      StrCat("bert/", shape.hidden, "/", shape.pooling == Pooling::kCls ? "cls" : "mean", "/", max_tokens_, "/", files);
  if (!query_prefix_.empty() || !passage_prefix_.empty()) name_ += StrCat("/", query_prefix_, "+", passage_prefix_);
}

void BertEmbedder::EmbedAfter(const std::string& prefix, std::span<const std::string_view> texts, float* rows) const {
  std::vector<std::vector<int32_t>> sequences;
  sequences.reserve(texts.size());
  for (const std::string_view text : texts) {
    std::vector<int32_t> tokens = tokenizer_->Encode(prefix + std::string(text));
    if (tokens.size() > max_tokens_ - 2) tokens.resize(max_tokens_ - 2);
    tokens.insert(tokens.begin(), tokenizer_->begin());
    tokens.push_back(tokenizer_->end());
    sequences.push_back(std::move(tokens));
  }
  encoder_->Encode(sequences, batch_tokens_, rows);
  for (size_t i = 0; i < texts.size(); ++i) {
    // A text without a word is like nothing, whatever the prefix is like.
    const bool empty = SplitWords(texts[i]).empty();
    if (empty) std::fill_n(rows + i * dimension(), dimension(), 0.0f);
  }
}

}  // namespace lethe

#include "model/model_config.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"

namespace lethe {
namespace {

namespace pb = google::protobuf;

constexpr int64_t kMostOfASize = 1 << 24;
constexpr int64_t kMostLayers = 1 << 12;
constexpr int64_t kMostPositions = 1 << 30;  // they are i32

void CheckSize(std::string_view field, int64_t size, int64_t most = kMostOfASize) {
  if (size >= 1 && size <= most) return;
  throw Error(Code::kInvalidArgument, StrCat("model.", field, ": is ", size, ", it must be 1 to ", most));
}

// `field` is what --set calls the layer: "layer.0".
void CheckLayer(const LayerConfig& layer, const std::string& field) {
  if (!layer.has_attention() || !layer.has_swiglu()) {
    throw Error(Code::kInvalidArgument, StrCat("model.", field, ": each layer needs `attention {}` and `swiglu {}`"));
  }
  CheckSize(field + ".repeat", layer.repeat(), kMostLayers);
  CheckSize(field + ".swiglu.hidden", layer.swiglu().hidden());
  const AttentionConfig& attention = layer.attention();
  const std::string inside = field + ".attention";
  CheckSize(inside + ".heads", attention.heads());
  CheckSize(inside + ".kv_heads", attention.kv_heads());
  CheckSize(inside + ".head_dim", attention.head_dim());
  CheckSize(inside + ": heads * head_dim", int64_t{attention.heads()} * attention.head_dim());
  if (attention.heads() % attention.kv_heads() != 0 || attention.head_dim() % 2 != 0) {
    throw Error(Code::kInvalidArgument,
                StrCat("model.", inside, ": heads (", attention.heads(), ") must be a multiple of kv_heads (",
                       attention.kv_heads(), ") and head_dim (", attention.head_dim(), ") even"));
  }
}

using KeyValue = std::variant<int64_t, float, bool>;

// Where layers differ, those of the first.
std::vector<std::pair<std::string, KeyValue>> LlamaKeys(const ModelConfig& config) {
  const AttentionConfig& attention = config.layer(0).attention();
  int64_t layers = 0;
  for (const LayerConfig& layer : config.layer()) layers += layer.repeat();
  return {{"vocab_size", int64_t{config.vocab_size()}},
          {"hidden_size", int64_t{config.dim()}},
          {"num_hidden_layers", layers},
          {"num_attention_heads", int64_t{attention.heads()}},
          {"num_key_value_heads", int64_t{attention.kv_heads()}},
          {"head_dim", int64_t{attention.head_dim()}},
          {"intermediate_size", int64_t{config.layer(0).swiglu().hidden()}},
          {"rms_norm_eps", config.norm_eps()},
          {"rope_theta", attention.rope_base()},
          {"tie_word_embeddings", config.tied_output()}};
}

std::string JsonText(const KeyValue& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const float* number = std::get_if<float>(&value)) return StrCat(*number);
  return StrCat(std::get<int64_t>(value));
}

bool Agree(const pb::Value& json, const KeyValue& value) {
  if (const bool* flag = std::get_if<bool>(&value))
    return json.kind_case() == pb::Value::kBoolValue && json.bool_value() == *flag;
  if (json.kind_case() != pb::Value::kNumberValue) return false;
  constexpr double kSixDigits = 1e-5;  // which are written of a float
  if (const float* number = std::get_if<float>(&value))
    return std::abs(json.number_value() - *number) <= kSixDigits * std::abs(*number);
  return json.number_value() == static_cast<double>(std::get<int64_t>(value));
}

// The weights are those of one model: a key that was changed, or came from another, would be passed over in silence.
void CheckLlamaKeys(const pb::Struct& json, const ModelConfig& config, const Path& file) {
  for (const auto& [key, value] : LlamaKeys(config)) {
    const auto found = json.fields().find(key);
    if (found == json.fields().end() || found->second.kind_case() == pb::Value::kNullValue) continue;
    if (Agree(found->second, value)) continue;
    std::string said;
    LETHE_CHECK(pb::util::MessageToJsonString(found->second, &said).ok());
    throw Error(Code::kInvalidArgument,
                StrCat(file.string(), ": \"", key, "\" is ", said, ", and ", JsonText(value),
                       " by \"lethe\", which describes the layers; have both say what the weights are"));
  }
}

}  // namespace

void CheckModelConfig(const ModelConfig& config) {
  CheckSize("vocab_size", config.vocab_size());
  CheckSize("dim", config.dim());
  if (config.layer_size() == 0) throw Error(Code::kInvalidArgument, "model.layer: the model has no layers");
  int64_t layers = 0;
  for (int i = 0; i < config.layer_size(); ++i) {
    CheckLayer(config.layer(i), StrCat("layer.", i));
    layers += config.layer(i).repeat();
  }
  CheckSize("layer: layers in all", layers, kMostLayers);
  if (config.copy_head().enabled()) CheckSize("copy_head.dim", config.copy_head().dim());
  if (config.has_lexicon()) {
    CheckSize("lexicon.words", config.lexicon().words());
    CheckSize("lexicon.dim", config.lexicon().dim());
  }
  CheckSize("max_positions", config.max_positions(), kMostPositions);
  // <s> and a fact's number have a position beside its tokens.
  if (config.question_offset() < 2 || config.question_offset() >= config.max_positions()) {
    throw Error(Code::kInvalidArgument,
                StrCat("model.question_offset: is ", config.question_offset(),
                       ", it must be 2 at least and below max_positions (", config.max_positions(), ")"));
  }
}

// Written field by field: protobuf's Struct has its keys in another order each time, and a checkpoint that says the
// same should be the same.
std::string ConfigJson(const ModelConfig& config) {
  std::string lethe;
  pb::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  LETHE_CHECK(pb::util::MessageToJsonString(config, &lethe, options).ok());
  std::string json = "{\n  \"architectures\": [\"LetheForCausalLM\"],\n  \"model_type\": \"lethe\"";
  for (const auto& [key, value] : LlamaKeys(config)) json += StrCat(",\n  \"", key, "\": ", JsonText(value));
  return json + StrCat(",\n  \"lethe\": ", lethe, "\n}\n");
}

ModelConfig ReadConfigJson(const Path& file) {
  pb::Struct json;
  const auto status = pb::util::JsonStringToMessage(ReadFile(file), &json);
  if (!status.ok()) throw Error(Code::kDataLoss, StrCat(file.string(), ": not JSON: ", std::string(status.message())));
  const auto found = json.fields().find("lethe");
  if (found == json.fields().end())
    throw Error(Code::kUnimplemented, StrCat(file.string(), ": no \"lethe\" section; foreign models are not read yet"));
  std::string lethe;
  LETHE_CHECK(pb::util::MessageToJsonString(found->second, &lethe).ok());
  ModelConfig config;
  const auto parsed = pb::util::JsonStringToMessage(lethe, &config);
  if (!parsed.ok())
    throw Error(Code::kInvalidArgument, StrCat(file.string(), ": \"lethe\": ", std::string(parsed.message())));
  try {
    CheckModelConfig(config);
  } catch (const Error& error) {
    throw Error(error.code(), StrCat(file.string(), ": ", error.what()));
  }
  CheckLlamaKeys(json, config, file);
  return config;
}

}  // namespace lethe

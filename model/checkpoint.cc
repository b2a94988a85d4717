#include "model/checkpoint.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <torch/torch.h>

#include <cstring>

#include "base/error.h"
#include "model/safetensors.h"

namespace lethe {
namespace {

namespace pb = google::protobuf;

struct TypeName {
  const char* name;
  torch::Dtype dtype;
};
constexpr TypeName kTypes[] = {{"F32", torch::kFloat32}, {"F16", torch::kFloat16}, {"BF16", torch::kBFloat16},
                               {"F64", torch::kFloat64}, {"I64", torch::kInt64},   {"I32", torch::kInt32},
                               {"U8", torch::kUInt8},    {"I8", torch::kInt8}};

const char* NameOf(torch::Dtype dtype) {
  for (const TypeName& type : kTypes) {
    if (type.dtype == dtype) return type.name;
  }
  throw Error(Code::kUnimplemented, StrCat("cannot store tensors of type ", torch::toString(dtype)));
}

torch::Tensor ToTensor(const TensorView& view, const Path& file) {
  for (const TypeName& type : kTypes) {
    if (view.dtype != type.name) continue;
    torch::Tensor tensor = torch::empty(view.shape, torch::TensorOptions(type.dtype));
    if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
  }
  throw Error(Code::kDataLoss, StrCat(file.string(), ": tensor ", view.name, " has the unsupported type ", view.dtype));
}

// Names as Hugging Face's Llama has them: everything but the heads lies under "model.".
std::string StoredName(const std::string& name) {
  return name.starts_with("copy_head.") || name.starts_with("lm_head.") ? name : "model." + name;
}

// Written field by field: protobuf's Struct has its keys in another order each time, and a checkpoint that says the
// same should be the same.
std::string ConfigJson(const ModelConfig& config) {
  const AttentionConfig& attention = config.layer(0).attention();
  int64_t layers = 0;
  for (const LayerConfig& layer : config.layer()) layers += layer.repeat();
  std::string lethe;
  pb::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  LETHE_CHECK(pb::util::MessageToJsonString(config, &lethe, options).ok());
  std::string json = "{";
  const auto field = [&](std::string_view name, const auto& value) {
    json += StrCat(json.size() == 1 ? "\n" : ",\n", "  \"", name, "\": ", value);
  };
  field("architectures", "[\"LetheForCausalLM\"]");
  field("model_type", "\"lethe\"");
  field("vocab_size", config.vocab_size());
  field("hidden_size", config.dim());
  field("num_hidden_layers", layers);
  field("num_attention_heads", attention.heads());
  field("num_key_value_heads", attention.kv_heads());
  field("head_dim", attention.head_dim());
  field("intermediate_size", config.layer(0).swiglu().hidden());
  field("rms_norm_eps", config.norm_eps());
  field("rope_theta", attention.rope_base());
  field("tie_word_embeddings", config.tied_output() ? "true" : "false");
  field("lethe", lethe);
  return json + "\n}\n";
}

constexpr float kLargestInt8 = 127;  // -128 is left out, so that the range is symmetric

constexpr float kLeastScale = 1.0F / (1 << 14);

struct Int8Matrix {
  torch::Tensor values;  // [rows, columns] I8
  torch::Tensor scale;   // [rows, 1] F16
};

Int8Matrix ToInt8(const torch::Tensor& weight) {
  // Values are divided by the scale as it is stored, or its rounding would add to theirs. Below the least normal F16 it
  // would have no precision left; rows so small keep fewer levels.
  const torch::Tensor largest = weight.abs().amax(1, true);
  const torch::Tensor scale = (largest / kLargestInt8).clamp_min(kLeastScale).to(torch::kFloat16);
  const torch::Tensor divisor = scale.to(torch::kFloat32);
  return {(weight / divisor).round().clamp(-kLargestInt8, kLargestInt8).to(torch::kInt8), scale};
}

std::string ScaleName(const std::string& stored_name) {
  return stored_name + "_scale";
}

const torch::Tensor& FindTensor(const std::string& stored_name, const std::map<std::string, torch::Tensor>& tensors,
                                const Path& file) {
  const auto found = tensors.find(stored_name);
  if (found == tensors.end()) {
    throw Error(Code::kDataLoss, StrCat(file.string(), ": tensor ", stored_name,
                                        " is missing; the checkpoint is incomplete or of another model"));
  }
  return found->second;
}

void CheckShape(const torch::Tensor& tensor, torch::IntArrayRef shape, const std::string& stored_name,
                const Path& file) {
  if (tensor.sizes() == shape) return;
  throw Error(Code::kDataLoss, StrCat(file.string(), ": tensor ", stored_name, " has shape ", tensor.sizes(),
                                      ", config.json asks for ", shape));
}

void FillParameter(torch::Tensor parameter, const std::string& stored_name,
                   const std::map<std::string, torch::Tensor>& tensors, const Path& file) {
  const torch::Tensor& stored = FindTensor(stored_name, tensors, file);
  CheckShape(stored, parameter.sizes(), stored_name, file);
  parameter.copy_(stored);
  if (stored.scalar_type() != torch::kInt8) return;
  if (parameter.dim() != 2)
    throw Error(Code::kDataLoss, StrCat(file.string(), ": tensor ", stored_name, " is I8 and no matrix"));
  const torch::Tensor& scale = FindTensor(ScaleName(stored_name), tensors, file);
  CheckShape(scale, {parameter.size(0), 1}, ScaleName(stored_name), file);
  parameter.mul_(scale.to(torch::kFloat32));
}

}  // namespace

void SaveTensors(const Path& file, const NamedTensors& tensors) {
  std::vector<torch::Tensor> kept;  // contiguous CPU copies that the views point into
  std::vector<TensorView> views;
  for (const auto& [name, tensor] : tensors) {
    kept.push_back(tensor.detach().cpu().contiguous());
    views.push_back({name,
                     NameOf(tensor.scalar_type()),
                     kept.back().sizes().vec(),
                     {static_cast<const char*>(kept.back().data_ptr()), kept.back().nbytes()}});
  }
  WriteSafetensors(file, views, {{"format", "pt"}});
}

std::map<std::string, torch::Tensor> LoadTensors(const Path& file) {
  const SafetensorsFile stored(file);
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, view] : stored.tensors()) tensors[name] = ToTensor(view, file);
  return tensors;
}

void SaveCheckpoint(const Path& folder, Decoder& model, WeightType type) {
  CreateDirectories(folder);
  WriteFileAtomic(folder / "config.json", ConfigJson(model->options));
  NamedTensors tensors, bytes;
  for (const auto& item : model->named_parameters()) {
    const std::string name = StoredName(item.key());
    const torch::Tensor weight = item.value().detach();
    if (type == WeightType::kInt8 && weight.dim() == 2) {
      const Int8Matrix rounded = ToInt8(weight);
      tensors.emplace_back(ScaleName(name), rounded.scale);
      bytes.emplace_back(name, rounded.values);
    } else {
      tensors.emplace_back(name, weight.to(type == WeightType::kFloat32 ? torch::kFloat32 : torch::kFloat16));
    }
  }
  tensors.insert(tensors.end(), bytes.begin(), bytes.end());  // narrow ones last, so that all stay aligned
  SaveTensors(folder / "model.safetensors", tensors);
}

ModelConfig LoadModelConfig(const Path& folder) {
  const Path file = folder / "config.json";
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
  return config;
}

Decoder LoadCheckpoint(const Path& folder) {
  Decoder model(LoadModelConfig(folder));
  const Path file = folder / "model.safetensors";
  const std::map<std::string, torch::Tensor> tensors = LoadTensors(file);
  torch::NoGradGuard no_grad;
  for (auto& item : model->named_parameters()) FillParameter(item.value(), StoredName(item.key()), tensors, file);
  return model;
}

}  // namespace lethe

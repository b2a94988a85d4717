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
                               {"U8", torch::kUInt8}};

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

pb::Value Number(double value) {
  pb::Value out;
  out.set_number_value(value);
  return out;
}
pb::Value Text(const std::string& value) {
  pb::Value out;
  out.set_string_value(value);
  return out;
}

std::string ConfigJson(const ModelConfig& config) {
  pb::Struct json;
  auto& fields = *json.mutable_fields();
  const AttentionConfig& attention = config.layer(0).attention();
  int64_t layers = 0;
  for (const LayerConfig& layer : config.layer()) layers += layer.repeat();
  fields["architectures"].mutable_list_value()->add_values()->set_string_value("LetheForCausalLM");
  fields["model_type"] = Text("lethe");
  fields["vocab_size"] = Number(config.vocab_size());
  fields["hidden_size"] = Number(config.dim());
  fields["num_hidden_layers"] = Number(static_cast<double>(layers));
  fields["num_attention_heads"] = Number(attention.heads());
  fields["num_key_value_heads"] = Number(attention.kv_heads());
  fields["head_dim"] = Number(attention.head_dim());
  fields["intermediate_size"] = Number(config.layer(0).swiglu().hidden());
  fields["rms_norm_eps"] = Number(config.norm_eps());
  fields["rope_theta"] = Number(attention.rope_base());
  fields["tie_word_embeddings"].set_bool_value(config.tied_output());
  std::string lethe;
  pb::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  LETHE_CHECK(pb::util::MessageToJsonString(config, &lethe, options).ok());
  LETHE_CHECK(pb::util::JsonStringToMessage(lethe, fields["lethe"].mutable_struct_value()).ok());
  std::string text;
  options.add_whitespace = true;
  LETHE_CHECK(pb::util::MessageToJsonString(json, &text, options).ok());
  return text;
}

void FillParameter(torch::Tensor parameter, const std::string& stored_name,
                   const std::map<std::string, torch::Tensor>& tensors, const Path& file) {
  const auto found = tensors.find(stored_name);
  if (found == tensors.end()) {
    throw Error(Code::kDataLoss, StrCat(file.string(), ": tensor ", stored_name,
                                        " is missing; the checkpoint is incomplete or of another model"));
  }
  if (found->second.sizes() != parameter.sizes()) {
    throw Error(Code::kDataLoss, StrCat(file.string(), ": tensor ", stored_name, " has shape ", found->second.sizes(),
                                        ", config.json asks for ", parameter.sizes()));
  }
  parameter.copy_(found->second);
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
  NamedTensors tensors;
  const torch::Dtype dtype = type == WeightType::kFloat16 ? torch::kFloat16 : torch::kFloat32;
  for (const auto& item : model->named_parameters())
    tensors.emplace_back(StoredName(item.key()), item.value().detach().to(dtype));
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

#include "model/checkpoint.h"

#include <torch/torch.h>

#include <cstring>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "model/model_config.h"
#include "model/quantize.h"
#include "model/safetensors.h"

namespace lethe {
namespace {

struct TypeName {
  const char* name;
  torch::Dtype dtype;
};
constexpr TypeName kTypes[] = {{"F32", torch::kFloat32}, {"F16", torch::kFloat16}, {"BF16", torch::kBFloat16},
                               {"F64", torch::kFloat64}, {"I64", torch::kInt64},   {"I32", torch::kInt32},
                               {"I16", torch::kInt16},   {"U8", torch::kUInt8},    {"I8", torch::kInt8}};

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
  const bool beside = name.starts_with("copy_head.") || name.starts_with("lm_head.") || name.starts_with("lexicon.");
  return beside ? name : "model." + name;
}

std::string ScaleName(const std::string& stored_name) {
  return stored_name + "_scale";
}

std::string PackedName(const std::string& stored_name) {
  return stored_name + "_packed";
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

void CheckStored(bool fits, const std::string& stored_name, std::string_view what, const Path& file) {
  if (!fits) throw Error(Code::kDataLoss, StrCat(file.string(), ": tensor ", stored_name, " is ", what));
}

torch::Tensor FindScale(const std::string& stored_name, torch::IntArrayRef shape,
                        const std::map<std::string, torch::Tensor>& tensors, const Path& file) {
  const torch::Tensor& scale = FindTensor(ScaleName(stored_name), tensors, file);
  CheckShape(scale, shape, ScaleName(stored_name), file);
  CheckStored(scale.is_floating_point(), ScaleName(stored_name), "not of floats", file);
  return scale;
}

// Fills it and returns its weights as bytes, where they are stored so.
std::optional<ByteMatrix> FillParameter(torch::Tensor parameter, const std::string& stored_name,
                                        const std::map<std::string, torch::Tensor>& tensors, const Path& file) {
  const std::string packed_name = PackedName(stored_name);
  const auto packed = tensors.find(packed_name);
  std::optional<ByteMatrix> bytes;
  if (packed != tensors.end()) {
    CheckStored(!tensors.contains(stored_name), stored_name, "there packed and unpacked", file);
    CheckStored(HasWholeBlocks(parameter), packed_name, "not of whole blocks", file);
    const int64_t rows = parameter.size(0), columns = parameter.size(1);
    CheckShape(packed->second, {rows, columns / 2}, packed_name, file);
    CheckStored(packed->second.scalar_type() == torch::kUInt8, packed_name, "not U8", file);
    bytes = ToBytes(Int4Matrix{packed->second, FindScale(stored_name, {rows, columns / kInt4Block}, tensors, file)});
    parameter.copy_(FromBytes(*bytes));
    return bytes;
  }
  const torch::Tensor& stored = FindTensor(stored_name, tensors, file);
  CheckShape(stored, parameter.sizes(), stored_name, file);
  if (stored.is_floating_point()) {
    parameter.copy_(stored);
    return bytes;
  }
  CheckStored(stored.scalar_type() == torch::kInt8, stored_name, "neither of floats nor I8", file);
  CheckStored(parameter.dim() == 2, stored_name, "I8 and no matrix", file);
  const Int8Matrix matrix = {stored, FindScale(stored_name, {parameter.size(0), 1}, tensors, file)};
  parameter.copy_(FromInt8(matrix));
  if (HasWholeBlocks(parameter)) bytes = ToBytes(matrix);
  return bytes;
}

// Beside the parameter lexicon.proj: the vectors as int4; the words as their pieces in a row, how many each has, and
// whether its tokens are hidden; whether a piece goes on with a word.
constexpr const char* kVectors = "lexicon.vectors";
constexpr const char* kPieces = "lexicon.pieces";
constexpr const char* kLengths = "lexicon.lengths";
constexpr const char* kContinues = "lexicon.continues";
constexpr const char* kHidden = "lexicon.hidden";

void AppendLexicon(const LexiconImpl& lexicon, NamedTensors& wide, NamedTensors& narrow) {
  std::vector<int32_t> pieces;
  std::vector<uint8_t> lengths;
  for (const std::u32string& word : lexicon.words()) {
    pieces.insert(pieces.end(), word.begin(), word.end());
    lengths.push_back(static_cast<uint8_t>(word.size()));
  }
  const Int4Matrix vectors = ToInt4(lexicon.vectors().cpu());
  wide.emplace_back(ScaleName(kVectors), vectors.scale);
  wide.emplace_back(kPieces, torch::tensor(pieces, torch::kInt32).to(torch::kInt16));
  narrow.emplace_back(PackedName(kVectors), vectors.packed);
  narrow.emplace_back(kLengths, torch::tensor(lengths, torch::kUInt8));
  narrow.emplace_back(kContinues, torch::tensor(at::ArrayRef<uint8_t>(lexicon.continues()), torch::kUInt8));
  narrow.emplace_back(kHidden, torch::tensor(at::ArrayRef<uint8_t>(lexicon.hidden()), torch::kUInt8));
}

void FillLexicon(Decoder& model, const std::map<std::string, torch::Tensor>& tensors, const Path& file) {
  LexiconImpl& lexicon = *model->lexicon;
  const auto find = [&](const char* name, torch::Dtype type) {
    const torch::Tensor& tensor = FindTensor(name, tensors, file);
    CheckStored(tensor.dim() == 1 && tensor.scalar_type() == type, name, "of another shape or type", file);
    return tensor;
  };
  const torch::Tensor pieces = find(kPieces, torch::kInt16), lengths = find(kLengths, torch::kUInt8),
                      continues = find(kContinues, torch::kUInt8), hidden = find(kHidden, torch::kUInt8);
  const auto* piece = reinterpret_cast<const uint16_t*>(pieces.data_ptr<int16_t>());
  const uint16_t* const end = piece + pieces.numel();
  std::vector<std::u32string> words;
  for (int64_t row = 0; row < lengths.numel(); ++row) {
    const uint8_t length = lengths.data_ptr<uint8_t>()[row];
    CheckStored(length > 0 && length <= end - piece, kLengths, "not that of the pieces", file);
    words.emplace_back(piece, piece + length);
    piece += length;
  }
  CheckStored(piece == end, kLengths, "not that of the pieces", file);
  const uint8_t* flags = continues.data_ptr<uint8_t>();
  torch::Tensor vectors = torch::empty_like(lexicon.vectors());
  CheckShape(lengths, {vectors.size(0)}, kLengths, file);
  CheckShape(continues, {model->options.vocab_size()}, kContinues, file);
  CheckShape(hidden, {vectors.size(0)}, kHidden, file);
  FillParameter(vectors, kVectors, tensors, file);
  lexicon.SetWords(std::move(words), {flags, flags + continues.numel()}, vectors);
  lexicon.SetHidden({hidden.data_ptr<uint8_t>(), hidden.data_ptr<uint8_t>() + hidden.numel()});
}

Decoder Load(const Path& folder, std::map<std::string, ByteMatrix>& bytes) {
  Decoder model(ReadConfigJson(folder / "config.json"));
  const Path file = folder / "model.safetensors";
  const std::map<std::string, torch::Tensor> tensors = LoadTensors(file);
  torch::NoGradGuard no_grad;
  for (auto& item : model->named_parameters()) {
    if (auto matrix = FillParameter(item.value(), StoredName(item.key()), tensors, file))
      bytes[item.key()] = std::move(*matrix);
  }
  if (model->options.has_lexicon()) FillLexicon(model, tensors, file);
  return model;
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

std::string FindNonFinite(const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) {
    if (!torch::isfinite(tensor.detach()).all().item<bool>()) return name;
  }
  return {};
}

void SaveCheckpoint(const Path& folder, Decoder& model, WeightType type, const std::vector<std::string>& int4) {
  std::set<std::string> in_four_bits;
  if (type == WeightType::kInt4 || !int4.empty()) in_four_bits = model->MatricesForInt4(int4);
  CreateDirectories(folder);
  WriteFileAtomic(folder / "config.json", ConfigJson(model->options));
  NamedTensors tensors, bytes;
  for (const auto& item : model->named_parameters()) {
    const std::string name = StoredName(item.key());
    const torch::Tensor weight = item.value().detach();
    if (in_four_bits.contains(item.key())) {
      const Int4Matrix rounded = ToInt4(weight);
      tensors.emplace_back(ScaleName(name), rounded.scale);
      bytes.emplace_back(PackedName(name), rounded.packed);
    } else if ((type == WeightType::kInt8 || type == WeightType::kInt4) && weight.dim() == 2) {
      const Int8Matrix rounded = ToInt8(weight);
      tensors.emplace_back(ScaleName(name), rounded.scale);
      bytes.emplace_back(name, rounded.levels);
    } else {
      tensors.emplace_back(name, weight.to(type == WeightType::kFloat32 ? torch::kFloat32 : torch::kFloat16));
    }
  }
  if (model->options.has_lexicon()) AppendLexicon(*model->lexicon, tensors, bytes);
  tensors.insert(tensors.end(), bytes.begin(), bytes.end());  // narrow ones last, so that all stay aligned
  SaveTensors(folder / "model.safetensors", tensors);
}

Decoder LoadCheckpoint(const Path& folder) {
  std::map<std::string, ByteMatrix> bytes;
  return Load(folder, bytes);
}

Decoder LoadForDecoding(const Path& folder) {
  std::map<std::string, ByteMatrix> bytes;
  Decoder model = Load(folder, bytes);
  model->UseBytes(bytes);
  return model;
}

}  // namespace lethe

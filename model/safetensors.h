// safetensors files: named tensors, read through a memory mapping, written atomically. No LibTorch type appears here.
//
// Errors: kNotFound; kDataLoss naming the file and the tensor for a truncated or damaged file.
// Threads: reading from any thread.
// Source: https://github.com/huggingface/safetensors#format
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"

namespace lethe {

// One tensor: its name, type as the format spells it ("F32", "F16", "BF16", "I32", "I64", "U8"), shape and bytes.
struct TensorView {
  std::string name;
  std::string dtype;
  std::vector<int64_t> shape;
  std::string_view bytes;
};

class SafetensorsFile {
 public:
  explicit SafetensorsFile(const Path& file);

  // The tensor, or an error that names it. Its bytes live as long as this object.
  const TensorView& Find(const std::string& name) const;
  const std::map<std::string, TensorView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const Path& path() const { return path_; }

 private:
  Path path_;
  MappedFile file_;
  std::map<std::string, TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
};

// Values in a row as a tensor, of one dimension where no shape is given; valid as long as they are.
template <typename T>
TensorView ViewValues(std::string name, std::string dtype, const std::vector<T>& values,
                      std::vector<int64_t> shape = {}) {
  if (shape.empty()) shape = {static_cast<int64_t>(values.size())};
  return {std::move(name),
          std::move(dtype),
          std::move(shape),
          {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}};
}

// Bytes of one element; 0 for a type this house does not know.
size_t DtypeBytes(const std::string& dtype);

// Tensors are written in the order given; those of wide types should come first, so that all stay aligned.
// Errors and promise: as WriteFileAtomic.
void WriteSafetensors(const Path& file, const std::vector<TensorView>& tensors,
                      const std::map<std::string, std::string>& metadata);

}  // namespace lethe

#include "model/data/vector_table.h"

#include <torch/torch.h>

#include "base/error.h"
#include "model/data/text_vectors.h"
#include "model/data/word_vectors.h"
#include "model/safetensors.h"

namespace lethe {
namespace {
constexpr int64_t kCommonDirections = 2;
}

std::unique_ptr<VectorTable> VectorTable::Load(const Path& file) {
  const bool words = SafetensorsFile(file).tensors().count("pieces") > 0;
  if (words) return std::make_unique<WordVectors>(file);
  return std::make_unique<TextVectors>(file);
}

torch::Tensor SpreadVectors(const torch::Tensor& vectors) {
  torch::Tensor spread = vectors - vectors.mean(0, /*keepdim=*/true);
  const int64_t dimension = spread.size(1);
  if (spread.size(0) > dimension && dimension > kCommonDirections) {
    const auto [values, directions] = torch::linalg_eigh(torch::matmul(spread.t(), spread));  // values ascend
    const torch::Tensor common = directions.slice(1, dimension - kCommonDirections);          // [D, 2]
    spread = spread - torch::matmul(torch::matmul(spread, common), common.t());
  }
  return torch::nn::functional::normalize(spread, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

const torch::Tensor& RequireTensor(const std::map<std::string, torch::Tensor>& tensors, const std::string& name,
                                   int64_t dimensions, const Path& file) {
  const auto found = tensors.find(name);
  if (found == tensors.end() || found->second.dim() != dimensions)
    throw Error(Code::kDataLoss, StrCat(file.string(), ": no table of vectors, it lacks \"", name, "\""));
  return found->second;
}

}  // namespace lethe

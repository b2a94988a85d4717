#include "model/data/vector_table.h"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "model/data/text_vectors.h"
#include "model/data/word_vectors.h"
#include "model/generator.h"
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

std::vector<Sequence> VectorTable::Draw(size_t count, Random& random) const {
  std::vector<Sequence> documents;
  for (size_t left = count; left > 0; left -= std::min(left, per_document_))
    documents.push_back(DrawDocument(std::min(left, per_document_), random));
  return documents;
}

void VectorTable::AddEntry(std::u32string tokens) {
  if (tokens.empty()) throw Error(Code::kDataLoss, StrCat(file_.string(), ": row ", entries_.size(), " has no tokens"));
  entries_.push_back(std::move(tokens));
}

void VectorTable::CheckFits(const ModelConfig& model) const {
  if (vocab_size_ > 0) CheckTokenizer(file_, vocab_size_, model);
  // <s> and the number stand beside a fact, <derive> behind a question.
  const size_t fact = MaxFactTokens(model), question = model.max_positions() - model.question_offset() - 1;
  if (longest_fact_ > fact || longest_question_ > question) {
    throw Error(
        Code::kFailedPrecondition,
        StrCat(file_.string(), " has a fact of ", longest_fact_, " tokens and a question of ", longest_question_,
               "; the model reads up to ", fact, " and ", question, ": leave longer ones out"));
  }
}

void CheckTokenizer(const Path& file, int64_t pieces, const ModelConfig& model) {
  if (pieces == static_cast<int64_t>(model.vocab_size())) return;
  throw Error(Code::kFailedPrecondition,
              StrCat(file.string(), " was made with a tokenizer of ", pieces, " pieces, the model has ",
                     model.vocab_size(), ": make it again with the model's tokenizer"));
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
  const torch::Tensor& tensor = found->second;
  if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>())
    throw Error(Code::kDataLoss, StrCat(file.string(), ": \"", name, "\" has numbers that are not finite"));
  return tensor;
}

}  // namespace lethe

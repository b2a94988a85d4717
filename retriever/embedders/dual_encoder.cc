#include "retriever/embedders/dual_encoder.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "retriever/embedders/embedder_folder.h"

namespace lethe {
namespace {

void Normalise(std::span<float> row) {
  double square = 0;
  for (const float x : row) square += static_cast<double>(x) * x;
  if (square == 0) return;
  const auto scale = static_cast<float>(1 / std::sqrt(square));
  for (float& x : row) x *= scale;
}

}  // namespace

DualEncoderModel ReadDualEncoderModel(const Path& folder) {
  const Path file = folder / "config.json";
  const std::string text = ReadFile(file);
  DualEncoderModel model;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    if (json.at("model_type") != "lethe_dual_encoder")
      throw Error(Code::kInvalidArgument, StrCat(file.string(), ": model_type is not lethe_dual_encoder"));
    model.set_dimension(json.at("dimension"));
    model.set_buckets(json.at("buckets"));
    model.set_min_n(json.at("min_n"));
    model.set_max_n(json.at("max_n"));
    model.set_word_run(json.at("word_run"));
    model.set_max_words(json.at("max_words"));
  } catch (const nlohmann::json::exception& error) {
    throw Error(Code::kInvalidArgument, StrCat(file.string(), ": ", error.what()));
  }
  return model;
}

DualEncoder::DualEncoder(const DualEncoderConfig& config) {
  if (config.folder().empty()) throw Error(Code::kInvalidArgument, "embedder.dual.folder: is empty; name the folder");
  const Path folder = config.folder();
  const DualEncoderModel model = ReadDualEncoderModel(folder);
  features_ = std::make_unique<TextFeatures>(model);
  file_ = std::make_unique<SafetensorsFile>(folder / "model.safetensors");
  dimension_ = model.dimension();
  const int64_t buckets = model.buckets(), dimension = model.dimension();
  table_ = Take("table", {buckets, dimension});
  fact_weights_ = Take("fact_weights", {buckets});
  question_weights_ = Take("question_weights", {buckets});
  matrix_ = Take("question_matrix", {dimension, dimension});
  name_ = StrCat("dual/", dimension_, "/", FilesFingerprint(folder, {"config.json", "model.safetensors"}));
}

std::span<const float> DualEncoder::Take(const std::string& name, std::vector<int64_t> shape) const {
  const TensorView& view = file_->Find(name);
  const auto address = reinterpret_cast<std::uintptr_t>(view.bytes.data());
  if (view.dtype != "F32" || view.shape != shape || address % alignof(float) != 0) {
    throw Error(Code::kDataLoss, StrCat(file_->path().string(), ": tensor ", name,
                                        " is not float32 of the shape that config.json gives; train the encoder anew"));
  }
  return {reinterpret_cast<const float*>(view.bytes.data()), view.bytes.size() / sizeof(float)};
}

void DualEncoder::Sum(std::string_view text, std::span<const float> weights, std::span<float> row) const {
  std::fill(row.begin(), row.end(), 0.0f);
  float* const sum = row.data();
  for (const TextFeature& feature : features_->Of(text)) {
    const float weight = feature.weight * std::exp(weights[feature.bucket]);
    const float* const from = table_.data() + static_cast<size_t>(feature.bucket) * dimension_;
    for (size_t c = 0; c < dimension_; ++c) sum[c] += weight * from[c];
  }
}

void DualEncoder::Embed(std::span<const std::string_view> texts, float* rows) const {
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::span<float> row(rows + i * dimension_, dimension_);
    Sum(texts[i], fact_weights_, row);
    Normalise(row);
  }
}

void DualEncoder::EmbedQueries(std::span<const std::string_view> texts, float* rows) const {
  std::vector<float> sum(dimension_);
  for (size_t i = 0; i < texts.size(); ++i) {
    Sum(texts[i], question_weights_, sum);
    const std::span<float> row(rows + i * dimension_, dimension_);
    std::fill(row.begin(), row.end(), 0.0f);
    for (size_t c = 0; c < dimension_; ++c) {
      const float* const from = matrix_.data() + c * dimension_;
      for (size_t r = 0; r < dimension_; ++r) row[r] += sum[c] * from[r];
    }
    Normalise(row);
  }
}

}  // namespace lethe

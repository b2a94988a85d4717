// The encoder that `lethe train` makes from pairs of a question and what answers it. Reads its table straight from the
// file, without LibTorch.
//
// Formula: of a fact, v = sum over its features f of c_f exp(p_f) E_f; of a question, v = (sum of c_f exp(q_f) E_f) M;
// then v / |v|. c_f is 1 + ln(count), E the table, p and q the learned weights, M a square matrix.
// Shapes: table float32 [buckets, dimension], weights float32 [buckets], M float32 [dimension, dimension].
// Errors: kNotFound; kDataLoss naming a missing or misshapen tensor; kInvalidArgument for a config.json that is not of
// such an encoder.
// Threads: any member from any thread.
// Cost: a row of the table a feature, about 0.1 us, 100 to 1000 of them a text. Opening maps the file and reads it once
// for the fingerprint.
#pragma once

#include <memory>

#include "model/safetensors.h"
#include "retriever/embedders/embedder.h"
#include "retriever/embedders/text_features.h"

namespace lethe {

class DualEncoder : public Embedder {
 public:
  explicit DualEncoder(const DualEncoderConfig& config);

  std::string name() const override { return name_; }
  size_t dimension() const override { return dimension_; }
  void Embed(std::span<const std::string_view> texts, float* rows) const override;
  void EmbedQueries(std::span<const std::string_view> texts, float* rows) const override;

 private:
  std::span<const float> Take(const std::string& name, std::vector<int64_t> shape) const;
  void Sum(std::string_view text, std::span<const float> weights, std::span<float> row) const;

  size_t dimension_ = 0;
  std::string name_;
  std::unique_ptr<SafetensorsFile> file_;
  std::unique_ptr<TextFeatures> features_;
  std::span<const float> table_, fact_weights_, question_weights_, matrix_;
};

// The model that FOLDER/config.json describes, and that file's text.
DualEncoderModel ReadDualEncoderModel(const Path& folder);

}  // namespace lethe

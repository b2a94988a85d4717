// A BERT-family folder as an embedder: MiniLM, bge, e5 as sentence-transformers and Hugging Face lay them out.
//
// Promise: the vectors that the folder's own libraries give, but for rounding (1e-5). Texts longer than the limit are
// cut. Vectors have length 1 whether or not modules.json asks for it: stores compare directions.
// Errors: kNotFound; kInvalidArgument naming file and field for what is not supported: another model_type, relative
// positions, a pooling other than mean and CLS, a dense module behind it; kDataLoss for damaged weights.
// Threads: any member from any thread.
// Cost: opening reads the weights once for the fingerprint and once into memory. Embedders of one folder that are open
// at one time share the weights.
// Source: https://sbert.net/docs/sentence_transformer/usage/custom_models.html
#pragma once

#include <memory>

#include "model/encoders/bert_encoder.h"
#include "retriever/embedders/embedder.h"
#include "retriever/embedders/wordpiece.h"

namespace lethe {

class BertEmbedder : public Embedder {
 public:
  explicit BertEmbedder(const BertConfig& config);
  static std::unique_ptr<Embedder> Make(const BertConfig& config) { return std::make_unique<BertEmbedder>(config); }

  std::string name() const override { return name_; }
  size_t dimension() const override { return static_cast<size_t>(encoder_->shape().hidden); }
  void Embed(std::span<const std::string_view> texts, float* rows) const override {
    EmbedAfter(passage_prefix_, texts, rows);
  }
  void EmbedQueries(std::span<const std::string_view> texts, float* rows) const override {
    EmbedAfter(query_prefix_, texts, rows);
  }

 private:
  void EmbedAfter(const std::string& prefix, std::span<const std::string_view> texts, float* rows) const;

  std::string name_, query_prefix_, passage_prefix_;
  size_t max_tokens_ = 0, batch_tokens_ = 0;
  std::unique_ptr<const Wordpiece> tokenizer_;
  std::shared_ptr<const BertEncoder> encoder_;
};

}  // namespace lethe

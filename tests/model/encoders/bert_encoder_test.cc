// Against golden vectors: tests/retriever/neural/bert_embedder_test.cc. Here: batches, refusals.
#include "model/encoders/bert_encoder.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include "model/checkpoint.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

// tests/goldens/bert_golden.py made the folder and gave these sizes.
Path Weights() {
  return testing::SourceTree() / "tests/retriever/data/bert_tiny/model.safetensors";
}

BertShape TinyShape() {
  BertShape shape;
  shape.vocabulary = LoadTensors(Weights()).at("embeddings.word_embeddings.weight").size(0);
  shape.hidden = 24;
  shape.layers = 2;
  shape.heads = 4;
  shape.inner = 48;
  shape.positions = 40;
  return shape;
}

std::vector<std::vector<int32_t>> Sequences() {
  std::vector<std::vector<int32_t>> sequences;
  for (const int length : {3, 17, 2, 40, 5, 1, 17}) {
    std::vector<int32_t>& sequence = sequences.emplace_back();
    for (int i = 0; i < length; ++i) sequence.push_back((7 * length + 3 * i) % 60);
  }
  return sequences;
}

std::vector<float> Encode(const BertEncoder& encoder, std::span<const std::vector<int32_t>> sequences, size_t tokens) {
  std::vector<float> rows(sequences.size() * 24);
  encoder.Encode(sequences, tokens, rows.data());
  return rows;
}

class BertEncoderTest : public testing::TempDir {
 protected:
  // The tiny folder's weights with one changed.
  Path With(const std::string& name, const torch::Tensor& tensor) {
    NamedTensors tensors;
    for (const auto& [key, value] : LoadTensors(Weights())) {
      if (key != name) tensors.emplace_back(key, value);
    }
    if (tensor.defined()) tensors.emplace_back(name, tensor);
    SaveTensors(dir() / "changed.safetensors", tensors);
    return dir() / "changed.safetensors";
  }
};

TEST_F(BertEncoderTest, PaddingDoesNotReachAVector) {
  const auto sequences = Sequences();
  for (const Pooling pooling : {Pooling::kMean, Pooling::kCls}) {
    BertShape shape = TinyShape();
    shape.pooling = pooling;
    const BertEncoder encoder(Weights(), shape);
    const std::vector<float> together = Encode(encoder, sequences, 10000);
    const std::vector<float> few = Encode(encoder, sequences, 50);
    for (size_t i = 0; i < sequences.size(); ++i) {
      const std::vector<float> alone = Encode(encoder, std::span(sequences).subspan(i, 1), 1);
      double square = 0;
      for (size_t c = 0; c < 24; ++c) {
        EXPECT_NEAR(together[i * 24 + c], alone[c], 1e-6) << i;
        EXPECT_NEAR(few[i * 24 + c], alone[c], 1e-6) << i;
        square += static_cast<double>(alone[c]) * alone[c];
      }
      EXPECT_NEAR(square, 1, 1e-5);
    }
  }
}

TEST_F(BertEncoderTest, EachActivationIsItsOwn) {
  std::vector<std::vector<float>> rows;
  for (const auto activation : {BertActivation::kGelu, BertActivation::kGeluTanh, BertActivation::kRelu}) {
    BertShape shape = TinyShape();
    shape.activation = activation;
    rows.push_back(Encode(BertEncoder(Weights(), shape), Sequences(), 1000));
  }
  double tanh_apart = 0, relu_apart = 0;
  for (size_t i = 0; i < rows[0].size(); ++i) {
    tanh_apart = std::max(tanh_apart, std::abs(static_cast<double>(rows[0][i]) - rows[1][i]));
    relu_apart = std::max(relu_apart, std::abs(static_cast<double>(rows[0][i]) - rows[2][i]));
  }
  EXPECT_GT(tanh_apart, 1e-7);
  EXPECT_LT(tanh_apart, 5e-3);  // the tanh form approximates the other one
  EXPECT_GT(relu_apart, 1e-2);
}

TEST_F(BertEncoderTest, ReadsTheNamesOfTheFirstReleases) {
  NamedTensors tensors;
  for (const auto& [key, value] : LoadTensors(Weights())) {
    std::string name = key;
    const bool norm = name.find("LayerNorm.") != std::string::npos;
    if (norm && name.ends_with("weight")) name.replace(name.size() - 6, 6, "gamma");
    if (norm && name.ends_with("bias")) name.replace(name.size() - 4, 4, "beta");
    tensors.emplace_back("bert." + name, value);
  }
  SaveTensors(dir() / "old.safetensors", tensors);
  EXPECT_EQ(Encode(BertEncoder(dir() / "old.safetensors", TinyShape()), Sequences(), 1000),
            Encode(BertEncoder(Weights(), TinyShape()), Sequences(), 1000));
}

TEST_F(BertEncoderTest, NamesWhatIsWrong) {
  const std::string name = "encoder.layer.1.output.dense.bias";
  EXPECT_THAT([&] { BertEncoder(With(name, {}), TinyShape()); },
              ThrowsCode(Code::kDataLoss, "changed.safetensors: tensor encoder.layer.1.output.dense.bias is missing"));
  EXPECT_THAT([&] { BertEncoder(With(name, torch::zeros({23})), TinyShape()); },
              ThrowsCode(Code::kDataLoss, "has shape [23], config.json asks for [24]"));
  BertShape odd = TinyShape();
  odd.heads = 5;
  EXPECT_THAT([&] { BertEncoder(Weights(), odd); }, ThrowsCode(Code::kInvalidArgument, "num_attention_heads: 5"));
  EXPECT_THAT([&] { BertEncoder(dir() / "absent.safetensors", TinyShape()); }, ThrowsCode(Code::kNotFound, "absent"));
}

}  // namespace
}  // namespace lethe

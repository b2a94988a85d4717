#include "model/checkpoint.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/quantize.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class CheckpointTest : public testing::TempDir {
 protected:
  explicit CheckpointTest(const ModelConfig& config = testing::SmallModel(), WeightType type = WeightType::kFloat32)
      : model_(config) {
    testing::RandomiseParameters(model_, 1);
    SaveCheckpoint(dir(), model_, type);
  }
  // Of the checkpoint in dir().
  void Replace(const char* name, const torch::Tensor& tensor) {
    auto tensors = LoadTensors(dir() / "model.safetensors");
    tensors[name] = tensor;
    SaveTensors(dir() / "model.safetensors", {tensors.begin(), tensors.end()});
  }

  Decoder model_;
};

TEST_F(CheckpointTest, RoundTripsConfigAndWeights) {
  Decoder loaded = LoadCheckpoint(dir());
  EXPECT_EQ(loaded->options.SerializeAsString(), model_->options.SerializeAsString());
  const auto before = model_->named_parameters(), after = loaded->named_parameters();
  ASSERT_EQ(before.size(), after.size());
  for (const auto& item : before) EXPECT_TRUE(torch::equal(item.value(), after[item.key()])) << item.key();
}

TEST_F(CheckpointTest, TheSameModelGivesTheSameFiles) {
  Decoder loaded = LoadCheckpoint(dir());
  SaveCheckpoint(dir() / "again", loaded, WeightType::kFloat32);
  for (const char* file : {"config.json", "model.safetensors"})
    EXPECT_EQ(ReadFile(dir() / "again" / file), ReadFile(dir() / file));
}

TEST_F(CheckpointTest, HalfPrecisionKeepsThreeDigits) {
  SaveCheckpoint(dir() / "half", model_, WeightType::kFloat16);
  EXPECT_LT(std::filesystem::file_size(dir() / "half/model.safetensors"),
            std::filesystem::file_size(dir() / "model.safetensors") * 0.6);
  Decoder loaded = LoadCheckpoint(dir() / "half");
  const auto after = loaded->named_parameters();
  for (const auto& item : model_->named_parameters())
    EXPECT_TRUE(torch::allclose(item.value(), after[item.key()], 1e-3, 1e-4));
}

TEST_F(CheckpointTest, Int8KeepsEachRowToHalfAStepOfItsLargestWeight) {
  {
    torch::NoGradGuard no_grad;
    model_->named_parameters()["embed_tokens.weight"][3].zero_();
    model_->named_parameters()["embed_tokens.weight"][4].mul_(1e-6);
  }
  SaveCheckpoint(dir() / "int8", model_, WeightType::kInt8);
  EXPECT_LT(std::filesystem::file_size(dir() / "int8/model.safetensors"),
            std::filesystem::file_size(dir() / "model.safetensors") * 0.45);
  Decoder loaded = LoadCheckpoint(dir() / "int8");
  const auto after = loaded->named_parameters();
  for (const auto& item : model_->named_parameters()) {
    const torch::Tensor& weight = item.value();
    const torch::Tensor largest = weight.dim() == 2 ? weight.abs().amax(1, true) : weight.abs();
    const torch::Tensor step = (largest / 127).clamp_min(1.0 / (1 << 14));
    EXPECT_TRUE(((after[item.key()] - weight).abs() <= step * 0.51).all().item<bool>()) << item.key();
  }
}

TEST_F(CheckpointTest, RefusesInt8ThatIsNoMatrix) {
  auto tensors = LoadTensors(dir() / "model.safetensors");
  tensors["model.norm.weight"] = tensors["model.norm.weight"].to(torch::kInt8);
  SaveTensors(dir() / "model.safetensors", {tensors.begin(), tensors.end()});
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "model.norm.weight is I8"));
}

TEST_F(CheckpointTest, Int8ScalesOfRowsNearZeroKeepTheirPrecision) {
  {
    torch::NoGradGuard no_grad;
    model_->named_parameters()["embed_tokens.weight"].mul_(1e-3);
  }
  SaveCheckpoint(dir() / "int8", model_, WeightType::kInt8);
  const torch::Tensor scale = LoadTensors(dir() / "int8/model.safetensors").at("model.embed_tokens.weight_scale");
  EXPECT_GE(scale.to(torch::kFloat32).min().item<float>(), 1.0F / (1 << 14));  // the least normal F16
}

class Int4CheckpointTest : public CheckpointTest {
 protected:
  Int4CheckpointTest() : CheckpointTest(Config(), WeightType::kInt4) {}

  static ModelConfig Config() {
    ModelConfig config = testing::SmallModel();
    config.set_dim(kInt4Block);  // but its swiglu has 24
    return config;
  }
};

TEST_F(Int4CheckpointTest, HoldsMatricesOfWholeBlocksInFourBitsAndOthersInEight) {
  const auto stored = LoadTensors(dir() / "model.safetensors");
  EXPECT_EQ(stored.at("model.layers.1.mlp.up_proj.weight_packed").sizes(), torch::IntArrayRef({24, kInt4Block / 2}));
  EXPECT_EQ(stored.at("model.layers.1.mlp.down_proj.weight").scalar_type(), torch::kInt8);
  Decoder loaded = LoadCheckpoint(dir());
  const auto after = loaded->named_parameters();
  for (const auto& item : model_->named_parameters()) {
    const torch::Tensor& weight = item.value();
    const torch::Tensor expected = HasWholeBlocks(weight) ? RoundToInt4(weight)
                                   : weight.dim() == 2    ? FromInt8(ToInt8(weight))
                                                          : weight.to(torch::kFloat16).to(torch::kFloat32);
    EXPECT_TRUE(torch::equal(after[item.key()], expected)) << item.key();
  }
}

TEST_F(Int4CheckpointTest, HoldsThoseAloneThatAreNamed) {
  SaveCheckpoint(dir() / "some", model_, WeightType::kInt8, {"embed_tokens", "layers.1.mlp"});
  const auto stored = LoadTensors(dir() / "some/model.safetensors");
  EXPECT_TRUE(stored.contains("model.embed_tokens.weight_packed"));
  EXPECT_TRUE(stored.contains("model.layers.1.mlp.up_proj.weight_packed"));
  EXPECT_TRUE(stored.contains("model.layers.0.mlp.up_proj.weight"));
  EXPECT_TRUE(stored.contains("model.layers.1.mlp.down_proj.weight"));  // it has no whole blocks
  EXPECT_THAT([&] { SaveCheckpoint(dir() / "none", model_, WeightType::kInt8, {"layers.9"}); },
              ThrowsCode(Code::kInvalidArgument, "is called \"layers.9...\""));
}

TEST_F(Int4CheckpointTest, NamesWhatIsMisshapen) {
  Replace("model.embed_tokens.weight_scale", torch::ones({150, 2}));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "embed_tokens.weight_scale has shape"));
  Replace("model.embed_tokens.weight_packed", torch::ones({150, 2}));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "embed_tokens.weight_packed has shape"));
}

TEST_F(Int4CheckpointTest, RefusesWhatIsOfAnotherType) {
  const torch::Tensor scale = LoadTensors(dir() / "model.safetensors").at("model.embed_tokens.weight_scale");
  Replace("model.embed_tokens.weight_scale", torch::ones_like(scale, torch::kInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "weight_scale is not of floats"));
  Replace("model.embed_tokens.weight_scale", scale);
  Replace("model.norm.weight", torch::ones({kInt4Block}, torch::kUInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "model.norm.weight is neither of floats"));
  Replace("model.embed_tokens.weight_packed", torch::ones({150, kInt4Block / 2}));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "weight_packed is not U8"));
}

TEST_F(Int4CheckpointTest, RefusesAMatrixThatIsThereTwice) {
  Replace("model.embed_tokens.weight", torch::ones({150, kInt4Block}));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "is there packed and unpacked"));
}

TEST_F(Int4CheckpointTest, RefusesPackedRowsThatAreNoWholeBlocks) {
  auto tensors = LoadTensors(dir() / "model.safetensors");
  tensors.erase("model.layers.1.mlp.down_proj.weight");
  tensors["model.layers.1.mlp.down_proj.weight_packed"] = torch::ones({kInt4Block, 12}, torch::kUInt8);
  SaveTensors(dir() / "model.safetensors", {tensors.begin(), tensors.end()});
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "weight_packed is not of whole blocks"));
}

TEST_F(Int4CheckpointTest, DecodingHasTheMatricesOfWholeBlocksAsBytesToo) {
  const auto has_bytes = [](const Decoder& model, const char* name) {
    for (const auto& item : model->named_modules()) {
      if (item.key() == name) return item.value()->as<LinearImpl>()->bytes.has_value();
    }
    throw std::runtime_error(name);
  };
  for (const WeightType type : {WeightType::kInt4, WeightType::kInt8}) {
    SaveCheckpoint(dir(), model_, type);
    EXPECT_TRUE(has_bytes(LoadForDecoding(dir()), "layers.1.self_attn.q_proj"));
    EXPECT_FALSE(has_bytes(LoadForDecoding(dir()), "layers.1.mlp.down_proj"));
    EXPECT_FALSE(has_bytes(LoadCheckpoint(dir()), "layers.1.self_attn.q_proj"));
  }
}

TEST_F(CheckpointTest, NamesAMissingScale) {
  SaveCheckpoint(dir(), model_, WeightType::kInt8);
  auto tensors = LoadTensors(dir() / "model.safetensors");
  tensors.erase("model.embed_tokens.weight_scale");
  SaveTensors(dir() / "model.safetensors", {tensors.begin(), tensors.end()});
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "embed_tokens.weight_scale is missing"));
}

TEST_F(CheckpointTest, UsesTheNamesOfHuggingFacesLlama) {
  const auto tensors = LoadTensors(dir() / "model.safetensors");
  for (const char* name :
       {"model.embed_tokens.weight", "model.layers.1.self_attn.q_proj.weight", "model.layers.0.mlp.down_proj.weight",
        "model.layers.0.input_layernorm.weight", "model.norm.weight", "copy_head.q_proj.weight"}) {
    EXPECT_TRUE(tensors.contains(name)) << name;
  }
}

TEST_F(CheckpointTest, NamesAMissingTensor) {
  auto tensors = LoadTensors(dir() / "model.safetensors");
  tensors.erase("model.norm.weight");
  SaveTensors(dir() / "model.safetensors", {tensors.begin(), tensors.end()});
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "model.norm.weight is missing"));
}

TEST_F(CheckpointTest, NamesAMisshapenTensor) {
  auto tensors = LoadTensors(dir() / "model.safetensors");
  tensors["model.norm.weight"] = torch::ones({3});
  SaveTensors(dir() / "model.safetensors", {tensors.begin(), tensors.end()});
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "model.norm.weight has shape [3]"));
}

TEST_F(CheckpointTest, SaysWhereATruncatedFileEnds) {
  const Path file = dir() / "model.safetensors";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "truncated: tensor"));
}

TEST_F(CheckpointTest, SaysThatAFolderHoldsNoCheckpoint) {
  EXPECT_THAT([&] { LoadCheckpoint(dir() / "nothing"); }, ThrowsCode(Code::kNotFound, "config.json"));
}

TEST_F(CheckpointTest, RefusesAConfigThatIsNotJson) {
  WriteFileAtomic(dir() / "config.json", "{\"lethe\": ");
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "not JSON"));
}

class LexiconCheckpointTest : public CheckpointTest {
 protected:
  LexiconCheckpointTest() : CheckpointTest(testing::SmallLexiconModel(), WeightType::kFloat16) {
    testing::SetSmallLexicon(model_, 2);
    SaveCheckpoint(dir(), model_, WeightType::kFloat16);
  }
};

TEST_F(LexiconCheckpointTest, HasTheSameWordsAndVectorsAgainInEveryType) {
  for (const WeightType type : {WeightType::kFloat32, WeightType::kFloat16, WeightType::kInt8, WeightType::kInt4}) {
    SaveCheckpoint(dir() / "typed", model_, type);
    const Decoder loaded = LoadCheckpoint(dir() / "typed");
    EXPECT_TRUE(loaded->lexicon->HasWordsOf(*model_->lexicon));
    EXPECT_TRUE(torch::allclose(loaded->lexicon->proj->weight, model_->lexicon->proj->weight, 0.1, 0.1));
  }
}

TEST_F(LexiconCheckpointTest, NamesWhatIsDamaged) {
  Replace("lexicon.continues", torch::zeros({150}));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.continues is of another"));
  Replace("lexicon.lengths", torch::ones({3}, torch::kUInt8));  // of four pieces
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.continues is of another"));
  Replace("lexicon.continues", torch::zeros({150}, torch::kUInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.lengths is not that of the pieces"));
  Replace("lexicon.lengths", torch::tensor({2, 2}, torch::kUInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.lengths has shape"));
  Replace("lexicon.lengths", torch::tensor({1, 1, 9}, torch::kUInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.lengths is not that of the pieces"));
  Replace("lexicon.lengths", torch::tensor({1, 1, 2}, torch::kUInt8));
  Replace("lexicon.continues", torch::zeros({149}, torch::kUInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.continues has shape"));
  Replace("lexicon.continues", torch::zeros({150}, torch::kUInt8));
  Replace("lexicon.hidden", torch::zeros({2}, torch::kUInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.hidden has shape"));
  Replace("lexicon.hidden", torch::zeros({3}, torch::kUInt8));
  Replace("lexicon.vectors_packed", torch::zeros({2, 16}, torch::kUInt8));
  EXPECT_THAT([&] { LoadCheckpoint(dir()); }, ThrowsCode(Code::kDataLoss, "lexicon.vectors_packed has shape"));
}

}  // namespace
}  // namespace lethe

#include "model/train/export.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/checkpoint.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

class ExportTest : public testing::TempDir {
 protected:
  Path Save(const char* name, uint64_t seed, const ModelConfig& config = testing::SmallModel()) {
    Decoder model(config);
    testing::RandomiseParameters(model, seed);
    SaveCheckpoint(dir() / name, model, WeightType::kFloat32);
    return dir() / name;
  }
};

TEST_F(ExportTest, AveragesCheckpointsWeightByWeight) {
  const Path a = Save("a", 1), b = Save("b", 2);
  ExportModel({a, b}, dir() / "out", WeightType::kFloat32);
  const auto x = LoadTensors(a / "model.safetensors"), y = LoadTensors(b / "model.safetensors"),
             out = LoadTensors(dir() / "out/model.safetensors");
  for (const auto& [name, tensor] : out)
    EXPECT_TRUE(torch::allclose(tensor, (x.at(name) + y.at(name)) / 2, 1e-5, 1e-6)) << name;
}

TEST_F(ExportTest, TakesTheTokenizerAlong) {
  const Path a = Save("a", 1);
  WriteFileAtomic(a / "tokenizer.model", "pieces");
  ExportModel({a}, dir() / "out", WeightType::kFloat16);
  EXPECT_EQ(ReadFile(dir() / "out/tokenizer.model"), "pieces");
}

TEST_F(ExportTest, TellsWhatItWrote) {
  const Path a = Save("a", 1);
  uint64_t numbers = 0;
  for (const auto& [name, tensor] : LoadTensors(a / "model.safetensors")) numbers += tensor.numel();
  const ExportReport report = ExportModel({a}, dir() / "out", WeightType::kFloat16);
  EXPECT_EQ(report.parameters, numbers);
  EXPECT_EQ(report.bytes, std::filesystem::file_size(dir() / "out/model.safetensors"));
  EXPECT_THROW(ExportModel({a}, dir() / "none", WeightType::kInt8, {"layers.99"}), NoSuchMatrix);
}

TEST_F(ExportTest, AveragesModelsOfTheSameWordsAlone) {
  const auto save = [&](const char* name, uint64_t words) {
    Decoder model(testing::SmallLexiconModel());
    testing::SetSmallLexicon(model, words);
    SaveCheckpoint(dir() / name, model, WeightType::kFloat32);
    return dir() / name;
  };
  const Path a = save("a", 1), same = save("same", 1), other = save("other", 2);
  ExportModel({a, same}, dir() / "out", WeightType::kFloat32);
  EXPECT_TRUE(LoadCheckpoint(dir() / "out")->lexicon->HasWordsOf(*LoadCheckpoint(a)->lexicon));
  for (const Path& unlike : {other, Save("without", 1)}) {
    EXPECT_THAT(
        [&] {
          ExportModel({a, unlike}, dir() / "out", WeightType::kFloat32);
        },
        testing::ThrowsCode(Code::kInvalidArgument, "its lexicon differs"));
  }
}

TEST_F(ExportTest, RefusesToAverageModelsOfDifferentShape) {
  ModelConfig other = testing::SmallModel();
  other.set_dim(20);
  const Path a = Save("a", 1), b = Save("b", 2, other);
  EXPECT_THAT(
      [&] {
        ExportModel({a, b}, dir() / "out", WeightType::kFloat32);
      },
      testing::ThrowsCode(Code::kInvalidArgument, "differs in shape"));
}

}  // namespace
}  // namespace lethe

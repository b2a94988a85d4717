#include "retriever/embedders/dual_encoder.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/support/small_dual_encoder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SmallDualEncoder;
using testing::ThrowsCode;

class DualEncoderTest : public testing::TempDir {
 protected:
  DualEncoderTest() { weights_.Write(dir() / "dual"); }

  DualEncoderConfig Config() const {
    DualEncoderConfig config;
    config.set_folder((dir() / "dual").string());
    return config;
  }

  // The header's formula in plain double loops.
  std::vector<double> Expected(std::string_view text, bool question) const {
    constexpr auto kD = static_cast<size_t>(SmallDualEncoder::kDimension);
    std::vector<double> sum(kD), row(kD);
    for (const TextFeature& feature : TextFeatures(ReadDualEncoderModel(dir() / "dual")).Of(text)) {
      const auto& learned = question ? weights_.question_weights : weights_.fact_weights;
      const double weight = feature.weight * std::exp(static_cast<double>(learned[feature.bucket]));
      for (size_t c = 0; c < kD; ++c) sum[c] += weight * weights_.table[feature.bucket * kD + c];
    }
    for (size_t c = 0; c < kD; ++c) {
      for (size_t r = 0; r < kD; ++r) row[r] += sum[c] * weights_.matrix[c * kD + r];
    }
    if (!question) row = sum;
    double square = 0;
    for (const double x : row) square += x * x;
    for (double& x : row) x /= square > 0 ? std::sqrt(square) : 1;
    return row;
  }

  SmallDualEncoder weights_{7};
};

TEST_F(DualEncoderTest, GivesWhatTheFormulaSays) {
  const DualEncoder encoder(Config());
  const std::vector<std::string_view> texts = {"Ann Lee place of birth Oslo", "Where was Ann Lee born?", "?",
                                               "Z\u00fcrich"};
  std::vector<float> facts(texts.size() * 8), questions(texts.size() * 8);
  encoder.Embed(texts, facts.data());
  encoder.EmbedQueries(texts, questions.data());
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::vector<double> fact = Expected(texts[i], false), question = Expected(texts[i], true);
    for (size_t c = 0; c < 8; ++c) {
      EXPECT_NEAR(facts[i * 8 + c], fact[c], 1e-5) << texts[i];
      EXPECT_NEAR(questions[i * 8 + c], question[c], 1e-5) << texts[i];
    }
  }
}

TEST_F(DualEncoderTest, TheNameFollowsTheWeights) {
  const std::string name = DualEncoder(Config()).name();
  EXPECT_TRUE(name.starts_with("dual/8/")) << name;
  weights_.Write(dir() / "again");
  DualEncoderConfig again;
  again.set_folder((dir() / "again").string());
  EXPECT_EQ(DualEncoder(again).name(), name);
  SmallDualEncoder(8).Write(dir() / "dual");
  EXPECT_NE(DualEncoder(Config()).name(), name);
}

TEST_F(DualEncoderTest, NamesWhatIsWrong) {
  EXPECT_THAT([&] { DualEncoder{DualEncoderConfig()}; }, ThrowsCode(Code::kInvalidArgument, "embedder.dual.folder"));
  weights_.Write(dir() / "dual", "fact_weights");
  EXPECT_THAT([&] { DualEncoder{Config()}; }, ThrowsCode(Code::kDataLoss, "has no tensor \"fact_weights\""));
  weights_.Write(dir() / "dual");
  WriteTemp("dual/config.json", R"({"model_type": "lethe_dual_encoder", "dimension": 16, "buckets": 512, "min_n": 3,
                                    "max_n": 4, "word_run": 2, "max_words": 50})");
  EXPECT_THAT([&] { DualEncoder{Config()}; }, ThrowsCode(Code::kDataLoss, "tensor table is not float32 of the shape"));
  WriteTemp("dual/config.json", R"({"model_type": "bert"})");
  EXPECT_THAT([&] { DualEncoder{Config()}; }, ThrowsCode(Code::kInvalidArgument, "config.json: model_type"));
  WriteTemp("dual/config.json", R"({"model_type": "lethe_dual_encoder", "dimension": 16})");
  EXPECT_THAT([&] { DualEncoder{Config()}; }, ThrowsCode(Code::kInvalidArgument, "buckets"));
}

}  // namespace
}  // namespace lethe

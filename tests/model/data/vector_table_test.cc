#include "model/data/vector_table.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/data/text_vectors.h"
#include "model/data/word_vectors.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/vector_files.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

TEST(SpreadVectors, AreCentredAndOfLengthOne) {
  const torch::Tensor spread =
      SpreadVectors(torch::tensor({{4.0f, 1.0f}, {1.0f, 5.0f}, {-2.0f, 0.0f}}));  // mean (1, 2)
  EXPECT_TRUE(torch::allclose(spread[0], torch::tensor({3.0f, -1.0f}) / std::sqrt(10.0f)));
  EXPECT_TRUE(torch::allclose(spread[1], torch::tensor({0.0f, 1.0f})));
}

TEST(SpreadVectors, LoseTheTwoDirectionsInWhichAllVaryMost) {
  torch::manual_seed(3);
  const torch::Tensor spread = SpreadVectors(torch::randn({30, 4}) * torch::tensor({50.0f, 1.0f, 70.0f, 1.0f}));
  const torch::Tensor size = spread.abs().mean(0);
  EXPECT_LT(size[0].item<float>(), 0.1 * size[1].item<float>());
  EXPECT_LT(size[2].item<float>(), 0.1 * size[3].item<float>());
}

TEST(VectorTable, IsOfWordsOrTextsByItsFile) {
  const testing::ScopedTempDir folder;
  const Path words = folder.path() / "words", texts = folder.path() / "texts", other = folder.path() / "other";
  testing::WriteWordTable(words, {{{120}, {4, 1}}, {{130}, {-2, 0}}}, {});
  testing::WriteTextTable(texts, {{{120}, {4, 1}}, {{130}, {-2, 0}}});
  SaveTensors(other, {{"weight", torch::zeros({2, 2})}});
  EXPECT_NE(dynamic_cast<WordVectors*>(VectorTable::Load(words).get()), nullptr);
  EXPECT_NE(dynamic_cast<TextVectors*>(VectorTable::Load(texts).get()), nullptr);
  EXPECT_THAT([&] { VectorTable::Load(other); }, ThrowsCode(Code::kDataLoss, "no table of vectors"));
}

}  // namespace
}  // namespace lethe

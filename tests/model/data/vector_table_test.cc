#include "model/data/vector_table.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/data/text_vectors.h"
#include "model/data/word_vectors.h"
#include "tests/support/small_model.h"
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

class VectorTableTest : public testing::TempDir {
 protected:
  Path File() const { return dir() / "table"; }
  void CheckFits(const ModelConfig& model) const { VectorTable::Load(File())->CheckFits(model); }
};

TEST_F(VectorTableTest, OfAnotherTokenizerDoesNotFit) {
  testing::WriteWordTable(File(), {{{120}, {4, 1}}, {{130}, {-2, 0}}}, {}, 150);
  ModelConfig model = testing::SmallModel();
  EXPECT_NO_THROW(CheckFits(model));
  model.set_vocab_size(151);
  EXPECT_THAT([&] { CheckFits(model); }, ThrowsCode(Code::kFailedPrecondition, "a tokenizer of 150 pieces"));
}

TEST_F(VectorTableTest, WithALongerTextThanTheModelReadsDoesNotFit) {
  ModelConfig model = testing::SmallModel();
  for (const bool question : {false, true}) {
    const size_t room = question ? model.max_positions() - model.question_offset() - 1 : model.question_offset() - 2;
    for (const size_t size : {room, room + 1}) {
      std::vector<int32_t> text(size, 120);
      if (question) text[0] = SpecialTokens::kQuestion;
      testing::WriteTextTable(File(), {{text, {4, 1}}, {{130}, {-2, 0}}});
      const auto table = VectorTable::Load(File());
      Random random(1);
      for (const Sequence& document : table->Draw(30, random)) {
        const auto lay_out = [&] { LayOut(document.kinds, model, 0); };
        if (size == room) {
          EXPECT_NO_THROW(lay_out());
        }
      }
      if (size == room) {
        EXPECT_NO_THROW(table->CheckFits(model)) << size;
      } else {
        EXPECT_THAT([&] { table->CheckFits(model); }, ThrowsCode(Code::kFailedPrecondition, "leave longer ones out"));
      }
    }
  }
}

TEST_F(VectorTableTest, HoldsFiniteNumbersAlone) {
  testing::WriteTextTable(File(), {{{120}, {4, std::numeric_limits<float>::infinity()}}, {{130}, {-2, 0}}});
  EXPECT_THAT([&] { VectorTable::Load(File()); },
              ThrowsCode(Code::kDataLoss, "\"vectors\" has numbers that are not finite"));
}

}  // namespace
}  // namespace lethe

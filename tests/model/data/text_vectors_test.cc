#include "model/data/text_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/vector_files.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;
using testing::WriteTextTable;
using Place = VectorTable::Place;

constexpr int32_t kAsk = SpecialTokens::kQuestion;

// Facts (120 121) and (122), a question (123).
class TextVectorsTest : public testing::TempDir {
 protected:
  TextVectorsTest() { WriteTextTable(File(), {{{120, 121}, {4, 0}}, {{kAsk, 123}, {1, 5}}, {{122}, {0, 2}}}); }
  Path File() const { return dir() / "texts.safetensors"; }
};

TEST_F(TextVectorsTest, FindsAFactAtItsNumberAndAQuestionAtItsEnd) {
  using enum TokenKind;
  const int32_t number = SpecialTokens::Number(7);
  const std::vector<int32_t> tokens = {SpecialTokens::kStart, 120, 121, number, 120, number, kAsk, 123, 124, 122};
  const std::vector<TokenKind> kinds = {kStart,  kFact,     kFact,     kNumber,     kFact,
                                        kNumber, kQuestion, kQuestion, kDerivation, kFact};
  const std::vector<float> weights(tokens.size(), 0);
  // (120) alone is another fact than (120 121); the last fact has no number.
  EXPECT_THAT(TextVectors(File()).Find({tokens, kinds, weights}), ElementsAre(Place{3, 0}, Place{7, 1}));
}

TEST_F(TextVectorsTest, SpreadsFactsAndQuestionsApartFromEachOther) {
  const torch::Tensor vectors = TextVectors(File()).vectors();
  EXPECT_TRUE(torch::allclose(vectors[0], -vectors[2]));  // about their own mean, (2, 1)
  EXPECT_NEAR(vectors[0][0].item<float>(), 2 / std::sqrt(5.0), 1e-5);
  EXPECT_EQ(vectors[1].abs().sum().item<float>(), 0);  // the only one of its kind
}

TEST_F(TextVectorsTest, DrawsDocumentsThatItFindsAgain) {
  const TextVectors texts(File());
  Random random(4), same(4);
  const std::vector<Sequence> documents = texts.Draw(30, random);
  ASSERT_EQ(documents.size(), 2u);  // of 24 texts at most
  EXPECT_EQ(documents[0].tokens, texts.Draw(30, same)[0].tokens);
  size_t found = 0;
  for (const Sequence& document : documents) {
    const TokenDocument view = View(document);
    found += texts.Find(view).size();
    EXPECT_EQ(std::count(document.loss_weight.begin(), document.loss_weight.end(), 0.0f),
              static_cast<ptrdiff_t>(document.tokens.size()));
    // Facts in front, and something between two questions, or they would be read as one.
    const auto question = std::find(document.kinds.begin(), document.kinds.end(), TokenKind::kQuestion);
    EXPECT_EQ(std::count(question, document.kinds.end(), TokenKind::kFact), 0);
    EXPECT_EQ(std::count(document.tokens.begin(), document.tokens.end(), kAsk),
              std::count(document.kinds.begin(), document.kinds.end(), TokenKind::kDerivation));
    EXPECT_NO_THROW(PackDocuments({view}, testing::SmallModel(), torch::kCPU));
  }
  EXPECT_EQ(found, 30u);
}

// Whatever the reading, the place has seen every token of its text.
TEST_F(TextVectorsTest, FindsWhereAllOfATextHasBeenRead) {
  const TextVectors texts(File());
  Random random(6);
  const Sequence document = texts.Draw(20, random)[0];
  for (const auto reading : {WHOLE_FACTS, CAUSAL_FACTS, CAUSAL}) {
    ModelConfig model = testing::SmallModel();
    model.set_reading(reading);
    const SegmentLayout layout = LayOut(document.kinds, model, 0);
    for (const Place& place : texts.Find(View(document))) {
      const auto place_token = static_cast<size_t>(place.token);
      size_t first = document.kinds[place_token] == TokenKind::kNumber ? place_token - 1 : place_token;
      while (document.kinds[first - 1] == document.kinds[first]) --first;
      EXPECT_LE(layout.spans[place_token].begin, static_cast<int32_t>(first));
      EXPECT_GT(layout.spans[place_token].end, static_cast<int32_t>(place_token));
    }
  }
}

TEST_F(TextVectorsTest, NamesAFileThatIsDamaged) {
  SaveTensors(File(), {{"offsets", torch::tensor({0L, 3L})},
                       {"tokens", torch::zeros({2}, torch::kInt32)},
                       {"vectors", torch::zeros({1, 2})}});
  EXPECT_THAT([&] { TextVectors texts(File()); }, ThrowsCode(Code::kDataLoss, "the offsets do not fit 1 vectors"));
}

}  // namespace
}  // namespace lethe

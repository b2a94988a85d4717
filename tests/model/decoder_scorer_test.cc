#include <gmock/gmock.h>
#include <torch/torch.h>

#include <cmath>

#include "model/checkpoint.h"
#include "model/generator.h"
#include "model/token_scorer.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

class DecoderScorerTest : public testing::TempDir {
 protected:
  DecoderScorerTest() {
    Decoder model(testing::SmallModel());
    testing::RandomiseParameters(model, 4);
    SaveCheckpoint(dir() / "model", model, WeightType::kFloat32);
    for (int facts = 0; facts < 5; ++facts) sequences_.push_back(Document(facts));
  }

  // Facts in front, a question and an answer; weights of any size on the answer.
  Sequence Document(int facts) {
    Sequence out;
    const auto word = [&] { return static_cast<int32_t>(112 + random_.Below(38)); };
    out.Add(SpecialTokens::kStart, TokenKind::kStart, 0);
    for (int n = 1; n <= facts; ++n) {
      for (int i = 0; i < 3; ++i) out.Add(word(), TokenKind::kFact, 0);
      out.Add(SpecialTokens::Number(n), TokenKind::kNumber, 0);
    }
    out.Add(SpecialTokens::kQuestion, TokenKind::kQuestion, 0);
    for (int i = 0; i < 4; ++i) out.Add(word(), TokenKind::kQuestion, 0);
    out.Add(SpecialTokens::kDerive, TokenKind::kDerivation, 0);
    for (int i = 0; i < 6; ++i) out.Add(word(), TokenKind::kDerivation, 0.25f * static_cast<float>(i));
    return out;
  }

  // The same by decoding token by token.
  static std::vector<float> Decoded(const Generator& generator, const Sequence& sequence) {
    const auto session = generator.NewSession();
    std::vector<NumberedFact> facts(1);
    std::vector<int32_t> question;
    std::vector<float> losses;
    bool asked = false;
    for (size_t i = 0; i < sequence.tokens.size(); ++i) {
      const int32_t token = sequence.tokens[i];
      if (sequence.kinds[i] == TokenKind::kFact) facts.back().tokens.push_back(token);
      if (sequence.kinds[i] == TokenKind::kNumber) {
        facts.back().number = SpecialTokens::NumberOf(token);
        facts.emplace_back();
      }
      if (sequence.kinds[i] == TokenKind::kQuestion) question.push_back(token);
      if (sequence.kinds[i] != TokenKind::kDerivation) continue;
      if (!asked) {
        facts.pop_back();
        session->LoadFacts(facts);
        session->ReadQuestion(question);
      }
      if (asked && sequence.loss_weight[i] != 0) losses.push_back(-std::log(session->Probabilities()[token]));
      asked = true;
      session->Append(token);
    }
    return losses;
  }

  Random random_{6};
  std::vector<Sequence> sequences_;
};

TEST_F(DecoderScorerTest, LossesAreThoseOfDecoding) {
  const auto generator = Generator::Load(dir() / "model");
  const auto losses = TokenScorer::Load(dir() / "model", 1)->Losses(sequences_);
  ASSERT_EQ(losses.size(), sequences_.size());
  for (size_t i = 0; i < sequences_.size(); ++i) {
    ASSERT_EQ(losses[i].size(), 5u);  // the first weight is 0
    EXPECT_THAT(losses[i], ::testing::Pointwise(::testing::FloatNear(2e-3f), Decoded(*generator, sequences_[i]))) << i;
  }
}

TEST_F(DecoderScorerTest, ASequenceAloneScoresAsAmongOthersWhateverTheThreads) {
  std::vector<Sequence> many;
  for (int i = 0; i < 600; ++i) many.push_back(sequences_[i % sequences_.size()]);  // more than one batch
  const auto alone = TokenScorer::Load(dir() / "model", 1)->Losses({sequences_[3]});
  const auto together = TokenScorer::Load(dir() / "model", 3)->Losses(many);
  for (size_t i = 3; i < many.size(); i += sequences_.size())
    EXPECT_THAT(together[i], ::testing::Pointwise(::testing::FloatNear(1e-4f), alone[0])) << i;
}

TEST_F(DecoderScorerTest, NothingToScoreGivesNothing) {
  Sequence silent = sequences_[1];
  std::fill(silent.loss_weight.begin(), silent.loss_weight.end(), 0.0f);
  const auto scorer = TokenScorer::Load(dir() / "model", 1);
  EXPECT_TRUE(scorer->Losses({}).empty());
  EXPECT_TRUE(scorer->Losses({silent})[0].empty());
  EXPECT_EQ(scorer->Losses({silent, sequences_[2]})[1].size(), 5u);
  EXPECT_EQ(scorer->config().vocab_size(), 150u);
}

}  // namespace
}  // namespace lethe

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "model/checkpoint.h"
#include "model/generator.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

class DecoderGeneratorTest : public testing::TempDir {
 protected:
  DecoderGeneratorTest() : model_(testing::SmallModel()) {
    testing::RandomiseParameters(model_, 9);
    SaveCheckpoint(dir() / "model", model_, WeightType::kFloat32);
    generator_ = Generator::Load(dir() / "model");
  }

  // Plays a document through a session and calls `at` before each derivation token.
  void Play(const Sequence& document, const std::function<void(size_t, std::span<const float>)>& at) {
    session_ = generator_->NewSession();
    std::vector<NumberedFact> facts;
    std::vector<int32_t> text, question;
    bool derived = false;
    for (size_t i = 1; i < document.tokens.size(); ++i) {
      switch (document.kinds[i]) {
        case TokenKind::kFact:
          text.push_back(document.tokens[i]);
          break;
        case TokenKind::kNumber:
          session_->LoadFacts(std::vector<NumberedFact>{{SpecialTokens::NumberOf(document.tokens[i]), text}});
          text.clear();
          break;
        case TokenKind::kQuestion:
          question.push_back(document.tokens[i]);
          break;
        default:
          if (!question.empty()) session_->ReadQuestion(question);
          question.clear();
          if (derived && document.loss_weight[i] > 0) at(i, session_->Probabilities());
          session_->Append(document.tokens[i]);
          derived = true;
      }
    }
  }

  Decoder model_;
  std::unique_ptr<Generator> generator_;
  std::unique_ptr<DecodeSession> session_;
};

TEST_F(DecoderGeneratorTest, CachedDecodingEqualsTheFullForwardPass) {
  Random random(4);
  for (int facts = 0; facts < 5; ++facts) {
    const Sequence document = testing::RandomDocument(random, facts);
    const std::vector<TokenDocument> packed = {{document.tokens, document.kinds, document.loss_weight}};
    torch::NoGradGuard no_grad;
    const torch::Tensor full = model_->TargetLogProbabilities(PackDocuments(packed, model_->options, torch::kCPU));
    int64_t row = 0;
    Play(document, [&](size_t i, std::span<const float> probabilities) {
      EXPECT_NEAR(std::log(probabilities[document.tokens[i]]), full[row++].item<double>(), 1e-3) << "token " << i;
    });
    EXPECT_EQ(row, full.size(0));
    EXPECT_EQ(session_->length(), static_cast<int64_t>(document.tokens.size()));
  }
}

TEST_F(DecoderGeneratorTest, ProbabilitiesSumToOne) {
  Random random(6);
  Play(testing::RandomDocument(random, 2),
       [](size_t, std::span<const float> p) { EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1.0, 1e-4); });
}

TEST_F(DecoderGeneratorTest, RefusesAFactLongerThanTheModelReads) {
  auto session = generator_->NewSession();
  const std::vector<NumberedFact> facts = {{1, std::vector<int32_t>(40, 120)}};
  EXPECT_THAT([&] { session->LoadFacts(facts); }, testing::ThrowsCode(Code::kInvalidArgument, "too long"));
}

}  // namespace
}  // namespace lethe

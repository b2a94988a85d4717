#include "model/decoder.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/quantize.h"
#include "tests/support/gradient_check.h"
#include "tests/support/small_model.h"

namespace lethe {
namespace {

PackedBatch Pack(const std::vector<Sequence>& sequences, const ModelConfig& config) {
  std::vector<TokenDocument> documents;
  for (const Sequence& s : sequences) documents.push_back(View(s));
  return PackDocuments(documents, config, torch::kCPU);
}

class DecoderTest : public ::testing::Test {
 protected:
  DecoderTest() : model_(testing::SmallModel()) { testing::RandomiseParameters(model_, 3); }
  Decoder model_;
  Random random_{5};
};

TEST_F(DecoderTest, GradientsOfEveryParameterMatchFiniteDifferences) {
  const PackedBatch batch =
      Pack({testing::RandomDocument(random_, 3), testing::RandomDocument(random_, 1)}, model_->options);
  testing::ExpectGradientsMatch([&] { return model_->Loss(batch); }, model_->parameters(), 1e-2, 5e-2, 6);
}

TEST_F(DecoderTest, GradientsMatchWithALexiconToo) {
  model_ = Decoder(testing::SmallLexiconModel());
  testing::RandomiseParameters(model_, 3);
  testing::SetSmallLexicon(model_, 4);
  const PackedBatch batch =
      Pack({testing::RandomDocument(random_, 3), testing::RandomDocument(random_, 1)}, model_->options);
  testing::ExpectGradientsMatch([&] { return model_->Loss(batch); },
                                {model_->lexicon->proj->weight, model_->embed_tokens->weight}, 1e-2, 5e-2, 12);
}

TEST_F(DecoderTest, DocumentsOfABatchDoNotSeeEachOther) {
  const Sequence a = testing::RandomDocument(random_, 3), b = testing::RandomDocument(random_, 2);
  torch::NoGradGuard no_grad;
  const torch::Tensor alone = model_->TargetLogProbabilities(Pack({b}, model_->options));
  const torch::Tensor behind = model_->TargetLogProbabilities(Pack({a, b}, model_->options));
  EXPECT_TRUE(torch::allclose(alone, behind.slice(0, behind.size(0) - alone.size(0)), 1e-4, 1e-5));
}

TEST_F(DecoderTest, TheOrderOfFactsChangesNothing) {
  const Sequence document = testing::RandomDocument(random_, 3);
  Sequence shuffled = document;  // facts of four tokens each begin at 1, 5 and 9: put the last one first
  std::rotate(shuffled.tokens.begin() + 1, shuffled.tokens.begin() + 9, shuffled.tokens.begin() + 13);
  ASSERT_NE(document.tokens, shuffled.tokens);
  torch::NoGradGuard no_grad;
  EXPECT_TRUE(torch::allclose(model_->TargetLogProbabilities(Pack({document}, model_->options)),
                              model_->TargetLogProbabilities(Pack({shuffled}, model_->options)), 1e-4, 1e-5));
}

TEST_F(DecoderTest, ProbabilitiesOfAllTokensSumToOne) {
  const Sequence document = testing::RandomDocument(random_, 2);
  const PackedBatch batch = Pack({document}, model_->options);
  torch::NoGradGuard no_grad;
  double sum = 0;
  for (int64_t token = 0; token < model_->options.vocab_size(); ++token) {
    PackedBatch asked = batch;
    asked.targets = torch::full_like(batch.targets, token);
    sum += model_->TargetLogProbabilities(asked)[0].exp().item<double>();
  }
  EXPECT_NEAR(sum, 1.0, 1e-4);
}

TEST(DecoderBytesTest, ATiedOutputReadsTheBytesOfTheEmbedding) {
  ModelConfig config = testing::SmallModel();
  config.set_dim(kByteBlock);
  Decoder model(config);
  torch::NoGradGuard no_grad;
  const torch::Tensor hidden = torch::randn({1, kByteBlock}), plain = model->Logits(hidden);
  ByteMatrix bytes = ToBytes(ToInt8(model->embed_tokens->weight));
  bytes.scale *= 2;  // to tell which weights it reads
  model->UseBytes({{"embed_tokens.weight", bytes}});
  EXPECT_TRUE(torch::allclose(model->Logits(hidden), plain * 2, 0, 0.02)) << model->Logits(hidden) - plain * 2;
  EXPECT_FALSE(torch::allclose(plain, plain * 2, 0, 0.02));
}

}  // namespace
}  // namespace lethe

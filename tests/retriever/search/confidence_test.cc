#include "retriever/search/confidence.h"

#include <gmock/gmock.h>

#include <cmath>

#include "base/random.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

TEST(ConfidenceTest, IsTheLogisticOfTheWeightedEvidence) {
  NothingFoundConfig config;
  config.set_bias(-1);
  config.set_exact(2);
  config.set_lexical(3);
  config.set_dense(4);
  EXPECT_NEAR(ConfidenceIn({0.5, 0.25, 0.125}, config), 1 / (1 + std::exp(-(-1 + 1 + 0.75 + 0.5))), 1e-12);
}

TEST(ConfidenceTest, FindsTheWeightsThatMadeTheSamples) {
  // Labels are drawn with the probability that known weights give.
  NothingFoundConfig truth;
  truth.set_bias(-2);
  truth.set_exact(1.5);
  truth.set_lexical(2);
  truth.set_dense(0);
  Random random(7);
  std::vector<EvidenceSample> samples;
  for (int i = 0; i < 40000; ++i) {
    const Evidence evidence{2 * random.Uniform(), random.Uniform(), random.Uniform()};
    samples.push_back({evidence, random.Uniform() < ConfidenceIn(evidence, truth)});
  }
  const ConfidenceFit fit = FitConfidence(samples);
  EXPECT_NEAR(fit.config.bias(), -2, 0.2);
  EXPECT_NEAR(fit.config.exact(), 1.5, 0.15);
  EXPECT_NEAR(fit.config.lexical(), 2, 0.2);
  EXPECT_NEAR(fit.config.dense(), 0, 0.2);
}

TEST(ConfidenceTest, PartsWhatCanBeParted) {
  std::vector<EvidenceSample> samples;
  for (int i = 0; i < 50; ++i) {
    samples.push_back({{1.5 + 0.01 * i, 0.9, 0.5}, true});
    samples.push_back({{0.5 - 0.01 * i, 0.9, 0.5}, false});
  }
  const ConfidenceFit fit = FitConfidence(samples);
  EXPECT_EQ(fit.kept, 1);
  EXPECT_EQ(fit.refused, 1);
  for (const EvidenceSample& sample : samples) {
    EXPECT_EQ(ConfidenceIn(sample.evidence, fit.config) >= fit.config.threshold(), sample.right);
  }
}

TEST(ConfidenceTest, EvidenceThatSaysNothingRefusesNothingForNothing) {
  const std::vector<EvidenceSample> samples = {{{1, 1, 1}, true}, {{1, 1, 1}, false}};
  const ConfidenceFit fit = FitConfidence(samples);
  EXPECT_EQ(fit.kept + fit.refused, 1);
}

TEST(ConfidenceTest, NeedsBothKindsOfSamples) {
  EXPECT_THAT([] { FitConfidence({}); }, ThrowsCode(Code::kInvalidArgument, "cannot fit"));
  EXPECT_THAT([] { FitConfidence({{{1, 1, 1}, true}}); }, ThrowsCode(Code::kInvalidArgument, "cannot fit"));
}

}  // namespace
}  // namespace lethe

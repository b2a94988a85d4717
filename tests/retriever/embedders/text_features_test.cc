#include "retriever/embedders/text_features.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

DualEncoderModel Model(uint32_t buckets, uint32_t min_n, uint32_t max_n, uint32_t word_run) {
  DualEncoderModel model;
  model.set_buckets(buckets);
  model.set_min_n(min_n);
  model.set_max_n(max_n);
  model.set_word_run(word_run);
  return model;
}

void ExpectFeatures(const std::vector<TextFeature>& features, const std::vector<std::pair<uint32_t, float>>& expected) {
  ASSERT_EQ(features.size(), expected.size());
  for (size_t i = 0; i < features.size(); ++i) {
    EXPECT_EQ(features[i].bucket, expected[i].first);
    EXPECT_NEAR(features[i].weight, expected[i].second, 1e-5) << features[i].bucket;
  }
}

// The numbers are those of tests/goldens/text_features.py.
TEST(TextFeaturesTest, GivesTheFeaturesOfAnIndependentProgram) {
  const float twice = 1.693147f;
  ExpectFeatures(TextFeatures(Model(100000, 3, 4, 2)).Of("Ann \u00c5se-ann"), {{2241, twice},
                                                                               {15375, 1},
                                                                               {16850, twice},
                                                                               {20119, twice},
                                                                               {26349, twice},
                                                                               {44020, 1},
                                                                               {52202, 1},
                                                                               {52989, 1},
                                                                               {70708, 1},
                                                                               {87246, twice},
                                                                               {92556, 1},
                                                                               {92953, twice},
                                                                               {93555, 1},
                                                                               {98142, 1}});
  ExpectFeatures(TextFeatures(Model(1000, 1, 0, 1)).Of("Oslo"), {{52, 1}});
}

TEST(TextFeaturesTest, NothingOfATextWithoutAWordAndNoMoreThanTheFirstWords) {
  DualEncoderModel model = Model(100000, 3, 5, 1);
  EXPECT_TRUE(TextFeatures(model).Of("?! --").empty());
  model.set_max_words(2);
  const TextFeatures features(model);
  EXPECT_EQ(features.Of("ann lee of oslo").size(), features.Of("ann lee").size());
}

TEST(TextFeaturesTest, RefusesSizesThatMakeNoSense) {
  const auto refused = [](const char* field, DualEncoderModel model) {
    EXPECT_THAT([&] { TextFeatures{model}; }, ThrowsCode(Code::kInvalidArgument, field));
  };
  refused("word_run: 0", Model(1000, 3, 2, 0));
  refused("word_run: 5", Model(1000, 3, 5, 5));
  refused("buckets: 10", Model(10, 3, 5, 1));
  refused("max_n: 17", Model(1000, 3, 17, 1));
  refused("min_n: 0", Model(1000, 0, 5, 1));
  DualEncoderModel model;
  model.set_dimension(4);
  refused("dimension: 4", model);
  model.clear_dimension();
  model.set_max_words(0);
  refused("max_words: 0", model);
}

}  // namespace
}  // namespace lethe

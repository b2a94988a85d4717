#include "retriever/embedders/embedder.h"

#include <gtest/gtest.h>

#include "retriever/embedders/embedder_folder.h"
#include "tests/support/small_dual_encoder.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

TEST(EmbedderTest, WithoutAKindItIsHashedNgramsWithDefaults) {
  EXPECT_EQ(MakeEmbedder({})->name(), "hashed_ngrams/256/3-5");
}

// The contract that every row of the table keeps.
TEST(EmbedderTest, EveryEmbedderGivesUnitVectorsAloneAsInBatches) {
  EmbedderConfig hashed;
  hashed.mutable_hashed_ngrams()->set_dimension(64);
  const testing::ScopedTempDir folder;
  testing::SmallDualEncoder(1).Write(folder.path());
  for (const EmbedderConfig& config : {hashed, NamedEmbedder(folder.path().string())}) {
    const auto embedder = MakeEmbedder(config);
    const std::vector<std::string_view> texts = {"Ann Lee | place of birth | Oslo", "Zürich", "?"};
    std::vector<float> rows(texts.size() * embedder->dimension());
    embedder->Embed(texts, rows.data());
    for (size_t i = 0; i < texts.size(); ++i) {
      const std::vector<float> row(rows.begin() + static_cast<std::ptrdiff_t>(i * embedder->dimension()),
                                   rows.begin() + static_cast<std::ptrdiff_t>((i + 1) * embedder->dimension()));
      EXPECT_EQ(row, embedder->EmbedOne(texts[i])) << texts[i];
      double square = 0;
      for (const float x : row) square += static_cast<double>(x) * x;
      EXPECT_NEAR(square, texts[i] == "?" ? 0.0 : 1.0, 1e-5) << texts[i];
    }
  }
}

TEST(EmbedderTest, WhatNeedsTheEngineIsToldWithoutLoadingIt) {
  static int made;
  made = 0;
  EmbedderConfig bert;
  bert.mutable_bert()->set_folder("somewhere");
  EXPECT_THROW(RequireEngine(bert), NeedsEngine);
  RequireEngine({});  // n-grams need none
  EnableBert([](const BertConfig&) {
    ++made;
    return MakeEmbedder({});
  });
  RequireEngine(bert);
  EXPECT_EQ(made, 0);
  MakeEmbedder(bert);
  EXPECT_EQ(made, 1);
  EnableBert(nullptr);
}

}  // namespace
}  // namespace lethe

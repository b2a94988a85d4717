// Opening and the wiring of the parts; what a store promises is tested in stores/, what a search finds in
// searcher_test.
#include "retriever/knowledge_base.h"

#include <gmock/gmock.h>

#include "retriever/fact.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::Triple;

using KnowledgeBaseTest = testing::TempDir;

TEST_F(KnowledgeBaseTest, GivesIdsInTheOrderOfTheFacts) {
  const auto base = KnowledgeBase::Open(dir() / "s", {}, OpenMode::kCreate);
  v1::Fact named = Triple("a", "b", "c");
  named.set_id("mine");
  const v1::Fact unnamed = Triple("d", "e", "f");
  const PutResult result = base->PutBatch({named, unnamed, named});
  EXPECT_EQ(result.ids, (std::vector<std::string>{"mine", ContentId(unnamed), "mine"}));
  EXPECT_EQ(result.outcome.added, 2u);
  EXPECT_EQ(result.outcome.unchanged, 1u);
  EXPECT_EQ(result.outcome.version, base->Pin()->version());
}

TEST_F(KnowledgeBaseTest, ABatchWithOneIdForTwoFactsIsRefused) {
  const auto base = KnowledgeBase::Open(dir() / "s", {}, OpenMode::kCreate);
  v1::Fact one = Triple("a", "b", "c"), other = Triple("d", "e", "f");
  one.set_id("mine");
  other.set_id("mine");
  EXPECT_THAT([&] { base->PutBatch({one, other}); }, testing::ThrowsCode(Code::kInvalidArgument, "\"mine\""));
  EXPECT_EQ(base->Pin()->facts(), 0u);
  base->PutBatch({one});
  EXPECT_EQ(base->PutBatch({other}).outcome.updated, 1u);  // a later batch replaces it
}

TEST_F(KnowledgeBaseTest, AnEmptyBatchChangesNothing) {
  const auto base = KnowledgeBase::Open(dir() / "s", {}, OpenMode::kCreate);
  EXPECT_EQ(base->PutBatch({}).outcome.version, 0u);
}

TEST_F(KnowledgeBaseTest, TheConfigLimitsTheSizeOfAFact) {
  StoreConfig config;
  config.set_max_fact_bytes(100);
  const auto base = KnowledgeBase::Open(dir() / "s", config, OpenMode::kCreate);
  EXPECT_THAT([&] { base->PutBatch({Triple("a", "b", std::string(200, 'c'))}); },
              testing::ThrowsCode(Code::kResourceExhausted, "limit is 100"));
}

TEST_F(KnowledgeBaseTest, ResolvesTheConfigOfAFolder) {
  StoreConfig config;
  config.set_max_fact_bytes(100);
  EXPECT_EQ(KnowledgeBase::ResolveConfig(dir() / "s", config).max_fact_bytes(), 100u);
  EXPECT_FALSE(std::filesystem::exists(dir() / "s"));
  KnowledgeBase::Open(dir() / "s", config, OpenMode::kCreate);
  EXPECT_EQ(KnowledgeBase::ResolveConfig(dir() / "s", {}).max_fact_bytes(), 100u);
  config.set_max_fact_bytes(50);
  EXPECT_EQ(KnowledgeBase::ResolveConfig(dir() / "s", config).max_fact_bytes(), 50u);
}

TEST_F(KnowledgeBaseTest, StatsCountFactsAndBytes) {
  const auto base = KnowledgeBase::Open(dir() / "s", {}, OpenMode::kCreate);
  base->PutBatch(testing::NumberedFacts(0, 30));
  const StoreStats stats = base->Pin()->Stats();
  EXPECT_EQ(stats.facts, 30u);
  EXPECT_EQ(stats.version, 1u);
  EXPECT_EQ(stats.fresh, 30u);
  EXPECT_GT(stats.bytes, 1000u);
}

}  // namespace
}  // namespace lethe

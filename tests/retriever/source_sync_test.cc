#include "retriever/source_sync.h"

#include <gmock/gmock.h>

#include "retriever/fact.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::TextFact;
using testing::ThrowsCode;
using testing::Triple;

class SourceSyncTest : public testing::TempDir {
 protected:
  SyncReport Sync(const std::vector<std::vector<v1::Fact>>& batches) {
    SourceSync sync(*base_, "crm");
    for (const auto& batch : batches) sync.Put(batch);
    return sync.Finish();
  }
  std::unique_ptr<KnowledgeBase> base_ = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
};

TEST_F(SourceSyncTest, WhatVanishedGoesAndEverythingIsCounted) {
  v1::Fact wiki = Triple("Ann Lee", "employer", "Initech");
  wiki.set_source("wiki");
  base_->PutBatch({wiki});
  const SyncReport first = Sync({{Triple("Ann Lee", "employer", "Acme"), Triple("Bob", "employer", "Acme")},
                                 {Triple("Cy", "employer", "Acme"), TextFact("Oslo lies in Norway.")}});
  EXPECT_EQ(first.added, 4u);
  EXPECT_EQ(first.removed + first.changed + first.unchanged, 0u);

  const SyncReport second = Sync({{Triple("Ann Lee", "employer", "Globex"), Triple("Bob", "employer", "Acme")},
                                  {Triple("Di", "employer", "Acme"), TextFact("Bergen lies in Norway.")}});
  EXPECT_EQ(second.unchanged, 1u);  // Bob
  EXPECT_EQ(second.changed, 1u);    // Ann Lee
  EXPECT_EQ(second.added, 2u);      // Di, Bergen
  EXPECT_EQ(second.removed, 2u);    // Cy, Oslo
  const auto view = base_->Pin();
  EXPECT_EQ(second.version, view->version());
  EXPECT_EQ(view->Stats().facts, 5u);
  EXPECT_EQ(view->Lookup("Ann Lee", "employer").size(), 2u);  // the other source's stays
  EXPECT_TRUE(view->Lookup("Cy", "employer").empty());
  EXPECT_TRUE(view->Verify().ok());
}

TEST_F(SourceSyncTest, ChangedContentUnderOneIdIsChanged) {
  v1::Fact fact = Triple("Ann Lee", "employer", "Acme");
  fact.set_id("row-1");
  Sync({{fact}});
  fact.set_object("Globex");
  const SyncReport report = Sync({{fact}});
  EXPECT_EQ(report.changed, 1u);
  EXPECT_EQ(report.added + report.removed + report.unchanged, 0u);
}

TEST_F(SourceSyncTest, WithoutFinishNothingIsDeleted) {
  Sync({{Triple("Ann Lee", "employer", "Acme")}});
  {
    SourceSync cut_off(*base_, "crm");
    cut_off.Put({Triple("Bob", "employer", "Acme")});
  }
  EXPECT_EQ(base_->Pin()->Stats().facts, 2u);
  EXPECT_EQ(Sync({{Triple("Bob", "employer", "Acme")}}).removed, 1u);
}

TEST_F(SourceSyncTest, AnEmptySourceTakesAllOfItsFacts) {
  Sync({{Triple("Ann Lee", "employer", "Acme"), Triple("Bob", "employer", "Acme")}});
  EXPECT_EQ(Sync({}).removed, 2u);
  EXPECT_EQ(base_->Pin()->Stats().facts, 0u);
}

TEST_F(SourceSyncTest, FactsOfAnotherSourceAndNoSourceAreRefused) {
  v1::Fact wiki = Triple("Ann Lee", "employer", "Initech");
  wiki.set_source("wiki");
  SourceSync sync(*base_, "crm");
  EXPECT_THAT([&] { sync.Put({wiki}); }, ThrowsCode(Code::kInvalidArgument, "\"wiki\""));
  EXPECT_THAT([&] { SourceSync(*base_, ""); }, ThrowsCode(Code::kInvalidArgument, "source is empty"));
}

}  // namespace
}  // namespace lethe

#include "retriever/maintenance.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "retriever/fact.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using namespace std::chrono_literals;
using testing::NumberedFact;
using testing::NumberedFacts;

using MaintenanceTest = testing::TempDir;

TEST_F(MaintenanceTest, CompactsWhenItPaysAndNotBefore) {
  SetLogLevel(LogLevel::kError);
  StoreConfig config;
  config.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(32);
  config.mutable_index()->set_exact_rows(400);
  const auto base = KnowledgeBase::Open(dir() / "store", config, OpenMode::kCreate);
  base->PutBatch(NumberedFacts(0, 300));
  const Maintenance maintenance(*base, 5ms);
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(base->Pin()->Stats().index, "");
  base->PutBatch(NumberedFacts(300, 1000));
  for (int i = 0; i < 2000 && base->Pin()->Stats().index != "IVF63,Flat"; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(base->Pin()->Stats().index, "IVF63,Flat");
  EXPECT_EQ(base->Pin()->Stats().facts, 1000u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
  SetLogLevel(LogLevel::kInfo);
}

TEST_F(MaintenanceTest, EndsAtOnceWhenThereIsNothingToDo) {
  const auto base = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
  const auto start = std::chrono::steady_clock::now();
  { const Maintenance maintenance(*base, 1h); }
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

}  // namespace
}  // namespace lethe

#include "retriever/stores/store_copy.h"

#include <gmock/gmock.h>

#include "retriever/knowledge_base.h"
#include "retriever/stores/snapshot_list.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::NumberedFacts;
using testing::ThrowsCode;

class StoreCopyTest : public testing::TempDir {
 protected:
  Path Store() const { return dir() / "store"; }
  std::unique_ptr<KnowledgeBase> Open() const { return KnowledgeBase::Open(Store(), {}, OpenMode::kCreate); }
};

TEST_F(StoreCopyTest, ASnapshotIsAStoreOfItsOwn) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 60));
  base->Compact(base->DefaultCompaction());
  const uint64_t version = base->Pin()->version();
  base->Snapshot(dir() / "deep" / "copy");
  base->PutBatch(NumberedFacts(60, 70));
  base->Compact(base->DefaultCompaction());  // shared files go from the store only
  const auto copy = KnowledgeBase::Open(dir() / "deep" / "copy", {}, OpenMode::kWrite);
  EXPECT_EQ(copy->Pin()->version(), version);
  EXPECT_EQ(copy->Pin()->Stats().facts, 60u);
  EXPECT_TRUE(copy->Pin()->Verify().ok());
  copy->PutBatch(NumberedFacts(100, 105));
  EXPECT_EQ(base->Pin()->Stats().facts, 70u);
  const std::vector<SnapshotEntry> list = ReadSnapshotList(Store());
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].path, dir() / "deep" / "copy");
  EXPECT_EQ(list[0].version, version);
}

TEST_F(StoreCopyTest, PlacesThatAreTakenOrInTheStoreAreRefused) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 3));
  WriteTemp("taken/letter.txt", "Dear Ann");
  EXPECT_THAT([&] { base->Snapshot(dir() / "taken"); }, ThrowsCode(Code::kAlreadyExists, "taken"));
  EXPECT_THAT([&] { base->Snapshot(Store() / "inner"); }, ThrowsCode(Code::kInvalidArgument, "in the store itself"));
  EXPECT_TRUE(std::filesystem::exists(dir() / "taken" / "letter.txt"));
  EXPECT_TRUE(ReadSnapshotList(Store()).empty());
}

TEST_F(StoreCopyTest, FoldersExchangeTheirNames) {
  WriteTemp("old/a.txt", "old");
  WriteTemp("fresh/b.txt", "fresh");
  ExchangeFolder(dir() / "fresh", dir() / "old");
  EXPECT_EQ(ReadFile(dir() / "old" / "b.txt"), "fresh");
  EXPECT_FALSE(std::filesystem::exists(dir() / "old" / "a.txt"));
  EXPECT_FALSE(std::filesystem::exists(dir() / "fresh"));
  WriteTemp("again/c.txt", "again");
  ExchangeFolder(dir() / "again", dir() / "absent");
  EXPECT_EQ(ReadFile(dir() / "absent" / "c.txt"), "again");
}

TEST_F(StoreCopyTest, ADamagedListOfSnapshotsIsNamed) {
  WriteTemp("store/snapshots.json", "[{\"path\": 3}]");
  EXPECT_THAT([&] { ReadSnapshotList(Store()); }, ThrowsCode(Code::kDataLoss, "snapshots.json"));
}

}  // namespace
}  // namespace lethe

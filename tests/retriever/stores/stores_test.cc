// What RocksDB's store promises beside the contract of every store (store_test.cc): damage named. tests/crash kills it.
#include <gmock/gmock.h>
#include <rocksdb/write_batch.h>

#include "base/log.h"
#include "retriever/fact.h"
#include "retriever/indexes/vector_index.h"
#include "retriever/knowledge_base.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store_folder.h"
#include "tests/retriever/fact_samples.h"
#include "tests/retriever/found_through.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::FoundThrough;
using testing::kEverywhere;
using testing::NumberedFact;
using testing::NumberedFacts;
using testing::ThrowsCode;

class StoreTest : public testing::TempDir {
 protected:
  void SetUp() override { SetLogLevel(LogLevel::kError); }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }
  Path Store() const { return dir() / "store"; }
  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate, const StoreConfig& config = {}) const {
    return KnowledgeBase::Open(Store(), config, mode);
  }
};

TEST_F(StoreTest, ASecondWriterIsRefused) {
  const auto writer = Open();
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kUnavailable, "open for writing"));
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kUnavailable, "lethe admin unload"));
}

TEST_F(StoreTest, FoldersThatAreNoStoreAreRefusedAndLeftAlone) {
  EXPECT_THAT([&] { Open(OpenMode::kRead); }, ThrowsCode(Code::kNotFound, "lethe store import"));
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kNotFound, "lethe store import"));
  EXPECT_FALSE(std::filesystem::exists(Store()));
  WriteTemp("store/letter.txt", "Dear Ann");
  EXPECT_THAT([&] { Open(); }, ThrowsCode(Code::kFailedPrecondition, "not a Lethe store"));
  EXPECT_THAT([&] { KnowledgeBase::Open(Store() / "letter.txt", {}, OpenMode::kCreate); },
              ThrowsCode(Code::kFailedPrecondition, "is a file"));
}

TEST_F(StoreTest, MissingAndDamagedPartsAreNamed) {
  Open()->PutBatch(NumberedFacts(0, 20));
  const Path marker = StoreMarker(Store());
  const std::string text = ReadFile(marker);
  WriteFileAtomic(marker, text.substr(0, 30));
  EXPECT_THAT([&] { Open(OpenMode::kRead); }, ThrowsCode(Code::kDataLoss, "lethe_store.json"));
  WriteFileAtomic(marker, text);
  std::filesystem::rename(StoreDatabase(Store()) / "CURRENT", dir() / "CURRENT");
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "CURRENT"));
  WriteFileAtomic(StoreDatabase(Store()) / "CURRENT", "MANIFEST-999999\n");
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "MANIFEST-999999"));
}

// A flipped bit in the middle of the log must not silently end the recovery there.
TEST_F(StoreTest, ADamagedLogIsNoShortStore) {
  {
    const auto base = Open();
    for (uint64_t i = 0; i < 20; ++i) base->PutBatch({NumberedFact(i)});
  }
  for (const auto& entry : std::filesystem::directory_iterator(StoreDatabase(Store()))) {
    if (entry.path().extension() != ".log" || entry.file_size() == 0) continue;
    std::string bytes = ReadFile(entry.path());
    bytes[bytes.size() / 2] ^= 4;
    WriteFileAtomic(entry.path(), bytes);
  }
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "db"));
}

TEST_F(StoreTest, VectorSegmentsAreMadeAgainFromTheDatabase) {
  constexpr uint64_t kFacts = VectorIndex::kSegmentRows + 20;
  const v1::Fact early = NumberedFact(17);
  Open()->PutBatch(NumberedFacts(0, kFacts));
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(StoreSegments(Store()))) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 1u);
  std::string damaged = ReadFile(files[0]);
  damaged[damaged.size() / 2] ^= 1;
  const auto expect_whole = [&](OpenMode mode) {
    const auto base = Open(mode);
    EXPECT_EQ(FoundThrough(*base->Pin(), early, ContentId(early)), kEverywhere);
    EXPECT_EQ(base->Pin()->Stats().segments, 1u);
    EXPECT_TRUE(base->Pin()->Verify().ok());
  };
  WriteFileAtomic(files[0], damaged);
  expect_whole(OpenMode::kRead);
  EXPECT_EQ(ReadFile(files[0]), damaged);
  expect_whole(OpenMode::kWrite);
  EXPECT_NE(ReadFile(files[0]), damaged);
  std::filesystem::remove(files[0]);
  WriteTemp("store/segments/stray.faiss", "left by a crash");
  expect_whole(OpenMode::kWrite);
  EXPECT_TRUE(std::filesystem::exists(files[0]));
  EXPECT_FALSE(std::filesystem::exists(StoreSegments(Store()) / "stray.faiss"));
}

// What a bug or a damaged file could leave behind, one record at a time.
TEST_F(StoreTest, VerifySeesEveryIndexThatDoesNotAgree) {
  const v1::Fact fact = NumberedFact(2);
  Open()->PutBatch(NumberedFacts(0, 5));
  const std::string number = DocKey(2);
  const FactKeys keys = KeysOf(fact);
  const std::string key = RelationPrefix(keys.subject, keys.relation) + number;
  const std::string term = TermPrefix(AnalyzeDocument(fact.object()).terms.at(0).text) + DocKey(0);
  for (const auto& [family, record] :
       {std::pair{Family::kKeys, key}, std::pair{Family::kPostings, term}, std::pair{Family::kVectors, number},
        std::pair{Family::kIds, ContentId(fact)}, std::pair{Family::kFacts, number}}) {
    const auto change = [&](auto apply) {
      const auto db = RocksDb::Open(StoreDatabase(Store()), OpenMode::kWrite);
      rocksdb::WriteBatch batch;
      apply(*db, batch);
      db->Write(batch);
    };
    std::string kept;
    change([&](RocksDb& db, rocksdb::WriteBatch& batch) {
      kept = db.Get(family, record, nullptr).value();
      batch.Delete(db.family(family), record);
    });
    EXPECT_FALSE(Open(OpenMode::kRead)->Pin()->Verify().ok()) << static_cast<int>(family);
    change([&](RocksDb& db, rocksdb::WriteBatch& batch) { batch.Put(db.family(family), record, kept); });
    EXPECT_TRUE(Open(OpenMode::kRead)->Pin()->Verify().ok()) << static_cast<int>(family);
  }
}

}  // namespace
}  // namespace lethe

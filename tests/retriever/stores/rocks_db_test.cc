// What RocksDB's store does when the disk fails, and when its files are damaged.
#include "retriever/stores/rocks_db.h"

#include <gmock/gmock.h>
#include <rocksdb/write_batch.h>

#include <set>

#include "base/log.h"
#include "base/random.h"
#include "retriever/fact.h"
#include "retriever/indexes/vector_index.h"
#include "retriever/knowledge_base.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/rocks_store.h"
#include "retriever/stores/store_folder.h"
#include "retriever/stores/store_life.h"
#include "tests/retriever/fact_samples.h"
#include "tests/retriever/stores/faulty_files.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::NumberedFact;
using testing::NumberedFacts;
using testing::ThrowsCode;

std::string IdOf(uint64_t number) {
  return ContentId(NumberedFact(number));
}

// A store on files that fail, and what of it was acknowledged.
class FaultTest : public testing::TempDir {
 protected:
  void SetUp() override { SetLogLevel(LogLevel::kError); }
  void TearDown() override {
    store_.reset();
    SetLogLevel(LogLevel::kInfo);
  }

  void Open(OpenMode mode = OpenMode::kCreate) {
    store_.reset();
    store_ = RocksStore::Open(dir() / "store", config_, embedder_->name(), embedder_->dimension(), mode, files_.env());
  }

  std::vector<PreparedFact> Prepared(uint64_t begin, uint64_t end) const {
    std::vector<PreparedFact> facts;
    for (const v1::Fact& fact : NumberedFacts(begin, end)) {
      facts.push_back(Prepare(fact));
      facts.back().vector = embedder_->EmbedOne(SearchableText(fact));
    }
    return facts;
  }
  void Put(uint64_t begin, uint64_t end) {
    store_->Put(Prepared(begin, end));
    for (uint64_t i = begin; i < end; ++i) acknowledged_.insert(i);
  }
  // Puts batches of ten behind `begin` until one is refused; that one is in `refused_`. Returns the error.
  std::optional<Error> PutUntilRefused(uint64_t begin, uint64_t batches) {
    for (uint64_t first = begin; first < begin + 10 * batches; first += 10) {
      try {
        Put(first, first + 10);
      } catch (const Error& error) {
        refused_ = first;
        return error;
      }
    }
    return std::nullopt;
  }

  // Every acknowledged fact is there, none that was never put, and of the refused batch all or nothing.
  void ExpectWhole() const {
    const auto now = store_->Pin();
    std::set<uint64_t> lost, strange;
    uint64_t of_refused = 0;
    for (uint64_t i = 0; i < kMost; ++i) {
      const bool there = now->Get(IdOf(i)).has_value();
      if (acknowledged_.contains(i)) {
        if (!there) lost.insert(i);
      } else if (i >= refused_ && i < refused_ + 10) {
        of_refused += there;
      } else if (there) {
        strange.insert(i);
      }
    }
    EXPECT_THAT(lost, ::testing::IsEmpty());
    EXPECT_THAT(strange, ::testing::IsEmpty());
    EXPECT_TRUE(of_refused == 0 || of_refused == 10) << of_refused;
    const VerifyReport verified = now->Verify(*embedder_);
    EXPECT_TRUE(verified.ok()) << ::testing::PrintToString(verified.problems);
  }

  static constexpr uint64_t kMost = 2000;
  static constexpr uint64_t kNone = kMost;
  std::unique_ptr<Embedder> embedder_ = MakeEmbedder({});
  StoreConfig config_;
  testing::FaultyFiles files_;
  std::unique_ptr<RocksStore> store_;
  std::set<uint64_t> acknowledged_;
  uint64_t refused_ = kNone;
};

TEST_F(FaultTest, AFullDiskIsSaidAndWritingGoesOnWhenThereIsSpace) {
  Open();
  Random random(7);
  for (uint64_t round = 0; round < 3; ++round) {
    files_.LeaveSpace(static_cast<int64_t>(random.Below(60'000)));
    const std::optional<Error> error = PutUntilRefused(200 * round, 20);
    ASSERT_TRUE(error) << "round " << round;
    EXPECT_EQ(error->code(), Code::kResourceExhausted) << error->what();
    EXPECT_THAT(error->what(), ::testing::HasSubstr("free some space and try again"));
    EXPECT_FALSE(store_->Pin()->Get(IdOf(refused_)).has_value());
    EXPECT_THAT([&] { Put(refused_, refused_ + 10); }, ThrowsCode(Code::kResourceExhausted, "free some space"));
    files_.GiveSpace();
    Put(refused_, refused_ + 10);  // in the same process
    if (round % 2 == 0) Open();
    ExpectWhole();
  }
}

TEST_F(FaultTest, AStoreOnAFullDiskStillOpens) {
  Open();
  files_.LeaveSpace(50'000);
  ASSERT_TRUE(PutUntilRefused(0, 100));
  Open(OpenMode::kRead);
  ExpectWhole();
  files_.GiveSpace();
  Open(OpenMode::kWrite);
  ExpectWhole();
}

// However far a compaction comes before the disk is full.
TEST_F(FaultTest, ACompactionWithoutSpaceLeavesAWholeStore) {
  Open();
  Put(0, 300);
  store_->Erase(std::vector<std::string>{IdOf(5)});
  acknowledged_.erase(5);
  uint64_t failures = 0;
  for (int64_t space = 1000; space < 400'000; space = 2 * space) {
    files_.LeaveSpace(space);
    try {
      store_->Compact({});
    } catch (const Error& error) {
      ++failures;
      EXPECT_EQ(error.code(), Code::kResourceExhausted) << error.what();
      EXPECT_THAT(error.what(), ::testing::HasSubstr("free some space"));
    }
    files_.GiveSpace();
    Open(OpenMode::kWrite);
    ExpectWhole();
  }
  EXPECT_GT(failures, 2u);
  store_->Compact({});
  ExpectWhole();
}

TEST_F(FaultTest, AFailedSyncIsNoAcknowledgement) {
  Open();
  Put(0, 50);
  files_.FailSyncs(true);
  const std::optional<Error> error = PutUntilRefused(100, 1);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), Code::kUnavailable) << error->what();
  EXPECT_THAT(error->what(), ::testing::HasSubstr("open the store again"));
  EXPECT_FALSE(store_->Pin()->Get(IdOf(100)).has_value());
  files_.FailSyncs(false);
  Open(OpenMode::kWrite);
  ExpectWhole();
  Put(200, 210);
  ExpectWhole();
}

// What was acknowledged is on the disk, not only on the way there.
TEST_F(FaultTest, APowerCutLosesNothingAcknowledged) {
  Open();
  Random random(11);
  for (uint64_t round = 0; round < 6; ++round) {
    const uint64_t first = 200 * round;
    for (uint64_t i = 0; i < 1 + random.Below(10); ++i) Put(first + 10 * i, first + 10 * i + 10);
    if (round == 3) store_->Compact({});
    files_.CutPower();
    EXPECT_TRUE(PutUntilRefused(first + 150, 1));
    store_.reset();
    files_.Restart();
    Open(OpenMode::kWrite);
    ExpectWhole();
  }
}

// The facts are in the database; a segment is a second copy of their vectors.
TEST_F(FaultTest, ASegmentThatCannotBeWrittenCostsNoFact) {
  constexpr uint64_t kFacts = VectorIndex::kSegmentRows + 8;
  constexpr rlim_t kSpace = 24 << 20;  // more than any file of the database takes, less than the segment
  StoreConfig config;
  config.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(1024);
  const Path store = dir() / "wide";
  {
    const testing::FileSizeLimit limit(kSpace);
    const auto base = KnowledgeBase::Open(store, config, OpenMode::kCreate);
    for (uint64_t first = 0; first < kFacts; first += 1025) base->PutBatch(NumberedFacts(first, first + 1025));
    EXPECT_TRUE(std::filesystem::is_empty(StoreSegments(store)));
    EXPECT_THAT([&] { base->Compact(base->DefaultCompaction()); }, ThrowsCode(Code::kResourceExhausted, ".faiss"));
    EXPECT_TRUE(base->Pin()->Verify().ok());
    EXPECT_TRUE(std::filesystem::is_empty(StoreSegments(store)));
  }
  const auto base = KnowledgeBase::Open(store, {}, OpenMode::kWrite);
  EXPECT_EQ(base->Pin()->facts(), 8 * 1025u);
  EXPECT_EQ(base->Compact(base->DefaultCompaction()).segments_after, 1u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

// ---- damaged files ----

class DamageTest : public testing::TempDir {
 protected:
  void SetUp() override {
    SetLogLevel(LogLevel::kError);
    const auto base = Open(OpenMode::kCreate);
    base->PutBatch(NumberedFacts(0, 400));
    base->Snapshot(dir() / "snapshot");
    base->PutBatch(NumberedFacts(400, 500));
    base->Compact(base->DefaultCompaction());  // all of it lies in table files now
  }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }

  std::unique_ptr<KnowledgeBase> Open(OpenMode mode) const { return KnowledgeBase::Open(dir() / "store", {}, mode); }
  std::vector<Path> Files(const std::string& begin, const std::string& end) const {
    std::vector<std::pair<uintmax_t, Path>> sized;
    for (const auto& entry : std::filesystem::directory_iterator(StoreDatabase(dir() / "store"))) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(begin) && name.ends_with(end)) sized.emplace_back(entry.file_size(), entry.path());
    }
    std::sort(sized.rbegin(), sized.rend());  // largest first
    std::vector<Path> files;
    for (auto& [size, file] : sized) files.push_back(std::move(file));
    return files;
  }
  // Hard links of the snapshot must not be damaged with it, so the file is written anew.
  static void Replace(const Path& file, const std::string& bytes) { WriteFileAtomic(file, bytes); }

  // What opening and verifying says; empty where nothing is wrong.
  std::string Complaint(OpenMode mode) const {
    try {
      const VerifyReport report = Open(mode)->Pin()->Verify();
      return report.ok() ? "" : report.problems.at(0);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::kDataLoss) << error.what();
      return error.what();
    }
  }
  void ExpectTheSnapshotComesBack() const {
    EXPECT_EQ(RestoreStore(dir() / "store", dir() / "snapshot").facts, 400u);
    const auto view = Open(OpenMode::kWrite)->Pin();
    EXPECT_TRUE(view->Verify().ok());
    EXPECT_TRUE(view->Get(IdOf(399)).has_value());
  }
};

TEST_F(DamageTest, ATruncatedTableFileIsNamedAndRefused) {
  const Path table = Files("", ".sst").at(0);
  const std::string bytes = ReadFile(table);
  for (const size_t kept : {size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
    Replace(table, bytes.substr(0, kept));
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite})
      EXPECT_THAT(Complaint(mode), ::testing::HasSubstr(table.filename().string())) << kept << " bytes";
  }
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "restore it from a snapshot"));
  ExpectTheSnapshotComesBack();
}

TEST_F(DamageTest, AFlippedBitInATableFileIsNamedWhenItIsRead) {
  constexpr size_t kManyBlocks = 8000;
  uint64_t tables = 0;
  for (const Path& table : Files("", ".sst")) {
    const std::string bytes = ReadFile(table);
    if (bytes.size() < kManyBlocks) continue;
    std::string damaged = bytes;
    damaged[bytes.size() / 4] ^= 16;  // in a block of records
    Replace(table, damaged);
    EXPECT_THAT(Complaint(OpenMode::kRead), ::testing::HasSubstr(table.filename().string())) << bytes.size();
    Replace(table, bytes);
    ++tables;
  }
  EXPECT_GT(tables, 2u);
  EXPECT_EQ(Complaint(OpenMode::kWrite), "");
}

TEST_F(DamageTest, ADamagedManifestIsNamedAndRefused) {
  const Path manifest = Files("MANIFEST-", "").at(0);
  const std::string bytes = ReadFile(manifest);
  for (size_t at = 20; at < bytes.size(); at += bytes.size() / 6) {
    std::string damaged = bytes;
    damaged[at] ^= 2;
    Replace(manifest, damaged);
    EXPECT_THAT(Complaint(OpenMode::kRead), ::testing::HasSubstr("MANIFEST")) << at << " of " << bytes.size();
    EXPECT_THAT(Complaint(OpenMode::kWrite), ::testing::HasSubstr("MANIFEST")) << at << " of " << bytes.size();
  }
  ExpectTheSnapshotComesBack();
}

// Cut off between two of its records it looks like the manifest of an earlier moment; cut back to its first records,
// like that of an empty store.
TEST_F(DamageTest, ATruncatedManifestIsNoShortStore) {
  const Path manifest = Files("MANIFEST-", "").at(0);
  const std::string bytes = ReadFile(manifest);
  for (size_t cut = 1; cut < bytes.size(); cut += std::max<size_t>(1, bytes.size() / 8)) {
    Replace(manifest, bytes.substr(0, bytes.size() - cut));
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite})
      EXPECT_NE(Complaint(mode), "") << "cut by " << cut << " of " << bytes.size();
  }
  ExpectTheSnapshotComesBack();
}

// To RocksDB it would be a log whose last record a crash kept from being finished.
TEST_F(DamageTest, ALogThatLostItsEndOrIsGoneIsNamedAndRefused) {
  Open(OpenMode::kWrite)->PutBatch(NumberedFacts(500, 510));
  Open(OpenMode::kWrite)->PutBatch(NumberedFacts(510, 511));
  const Path log = Files("", ".log").at(0);  // the older one
  Replace(log, ReadFile(log).substr(0, std::filesystem::file_size(log) - 1));
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite})
    EXPECT_THAT(Complaint(mode), ::testing::HasSubstr(log.filename().string() + ": is cut off"));
  std::filesystem::remove(log);
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite})
    EXPECT_THAT(Complaint(mode), ::testing::HasSubstr(log.filename().string() + ": is missing"));
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "restore the store from a snapshot"));
  ExpectTheSnapshotComesBack();
}

TEST_F(DamageTest, ADamagedMarkerStillLetsTheSnapshotComeBack) {
  Replace(StoreMarker(dir() / "store"), "{");
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "lethe_store.json"));
  ExpectTheSnapshotComesBack();
}

}  // namespace
}  // namespace lethe

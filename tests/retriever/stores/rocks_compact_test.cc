// Compaction, by itself and under readers and writers; tests/crash kills it.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/log.h"
#include "base/random.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/stores/rocks_snapshot.h"
#include "retriever/stores/store_folder.h"
#include "tests/retriever/fact_samples.h"
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

bool FoundByWords(const StoreView& view, const v1::Fact& fact) {
  SearchOptions options;
  options.exact = options.dense = false;
  options.k = 20;
  const std::vector<Hit> hits = view.Search(SearchableText(fact), options);
  return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) { return hit.fact.id() == ContentId(fact); });
}

class RocksCompactTest : public testing::TempDir {
 protected:
  void SetUp() override { SetLogLevel(LogLevel::kError); }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }
  Path Store() const { return dir() / "store"; }
  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate, const StoreConfig& config = {}) const {
    return KnowledgeBase::Open(Store(), config, mode);
  }
  static StoreConfig SmallIndexes() {
    StoreConfig config;
    config.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(64);
    config.mutable_index()->set_exact_rows(500);
    return config;
  }
  size_t SegmentFiles() const {
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(StoreSegments(Store()))) {
      files += entry.path().extension() == ".faiss";
    }
    return files;
  }
};

TEST_F(RocksCompactTest, DropsTheDeadEverywhere) {
  auto base = Open();
  base->PutBatch(NumberedFacts(0, 300));
  std::vector<std::string> gone;
  for (uint64_t i = 0; i < 300; i += 2) gone.push_back(IdOf(i));
  base->Delete(gone);
  EXPECT_EQ(base->Pin()->Stats().tombstones, 150u);
  const uint64_t version = base->Pin()->version();
  const CompactReport report = base->Compact(base->DefaultCompaction());
  EXPECT_EQ(report.dropped_tombstones, 150u);
  EXPECT_GT(report.dropped_postings, 150u);
  EXPECT_EQ(report.segments_after, 1u);
  EXPECT_EQ(report.index, "Flat");
  EXPECT_EQ(base->Pin()->version(), version);  // it changed no fact
  for (const bool reopened : {false, true}) {
    if (reopened) {
      base.reset();
      base = Open(OpenMode::kWrite);
    }
    const auto view = base->Pin();
    EXPECT_EQ(view->Stats().tombstones, 0u);
    EXPECT_EQ(view->Stats().facts, 150u);
    const VerifyReport verified = view->Verify();
    EXPECT_TRUE(verified.ok()) << ::testing::PrintToString(verified.problems);
    EXPECT_FALSE(FoundByWords(*view, NumberedFact(2)));
    EXPECT_TRUE(FoundByWords(*view, NumberedFact(3)));
    const auto& rocks = dynamic_cast<const RocksSnapshot&>(view->snapshot());
    size_t rows = rocks.vectors().fresh_count;
    for (const auto& segment : rocks.vectors().segments) rows += segment->docs().size();
    EXPECT_EQ(rows, 150u);
  }
  EXPECT_EQ(SegmentFiles(), 1u);
}

TEST_F(RocksCompactTest, APinnedVersionKeepsWhatItHas) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 100));
  const auto before = base->Pin();
  base->Delete(std::vector<std::string>{IdOf(7)});
  base->Compact(base->DefaultCompaction());
  EXPECT_TRUE(before->Get(IdOf(7)).has_value());
  EXPECT_TRUE(FoundByWords(*before, NumberedFact(7)));
  const VerifyReport verified = before->Verify();
  EXPECT_TRUE(verified.ok()) << ::testing::PrintToString(verified.problems);
  EXPECT_FALSE(base->Pin()->Get(IdOf(7)).has_value());
}

TEST_F(RocksCompactTest, ManyVectorsGetAnInvertedFileAndFindTheSame) {
  auto base = Open(OpenMode::kCreate, SmallIndexes());
  base->PutBatch(NumberedFacts(0, 2000));
  EXPECT_TRUE(base->WantsCompaction());
  const CompactReport report = base->Compact(base->DefaultCompaction());
  EXPECT_EQ(report.index, "IVF89,Flat");
  EXPECT_FALSE(base->WantsCompaction());
  base.reset();
  base = Open(OpenMode::kRead);
  const auto view = base->Pin();
  EXPECT_EQ(view->Stats().index, "IVF89,Flat");
  EXPECT_TRUE(view->Verify().ok());
  SearchOptions options;
  options.exact = options.lexical = false;
  size_t found = 0;
  for (uint64_t i = 0; i < 2000; i += 40) {
    const std::vector<Hit> hits = view->Search(SearchableText(NumberedFact(i)), options);
    found += !hits.empty() && hits[0].fact.id() == IdOf(i);
  }
  EXPECT_GE(found, 48u);  // of 50: the vector of the fact itself
}

TEST_F(RocksCompactTest, TheIndexIsChosenByAFactoryString) {
  const auto base = Open(OpenMode::kCreate, SmallIndexes());
  base->PutBatch(NumberedFacts(0, 600));
  CompactOptions options = base->DefaultCompaction();
  options.index.set_factory("HNSW16");
  EXPECT_EQ(base->Compact(options).index, "HNSW16");
  options.index.set_factory("IVF10,SQ8");
  EXPECT_EQ(base->Compact(options).index, "IVF10,SQ8");
  EXPECT_TRUE(base->Pin()->Verify().ok());
  options.index.set_factory("nonsense");
  EXPECT_THAT([&] { base->Compact(options); }, ThrowsCode(Code::kInvalidArgument, "nonsense"));
  EXPECT_EQ(base->Pin()->Stats().index, "IVF10,SQ8");
}

// A damaged or absent file of any kind is made again from the vectors in RocksDB.
TEST_F(RocksCompactTest, AnInvertedFileIsMadeAgain) {
  auto base = Open(OpenMode::kCreate, SmallIndexes());
  base->PutBatch(NumberedFacts(0, 1000));
  base->Compact(base->DefaultCompaction());
  base.reset();
  for (const auto& entry : std::filesystem::directory_iterator(StoreSegments(Store()))) {
    std::string bytes = ReadFile(entry.path());
    bytes[bytes.size() / 2] ^= 1;
    WriteFileAtomic(entry.path(), bytes);
  }
  base = Open(OpenMode::kWrite);
  EXPECT_TRUE(base->Pin()->Verify().ok());
  EXPECT_EQ(base->Pin()->Stats().facts, 1000u);
}

TEST_F(RocksCompactTest, ReadersAndWritersGoOnMeanwhile) {
  const auto base = Open(OpenMode::kCreate, SmallIndexes());
  base->PutBatch(NumberedFacts(0, 800));
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::thread reader([&] {
    Random random(1);
    while (!done) {
      const auto view = base->Pin();
      const uint64_t stays = 2 * random.Below(400) + 1;  // odd numbers are never deleted
      if (!view->Get(IdOf(stays)) || !FoundByWords(*view, NumberedFact(stays))) ++wrong;
      if (view->Search(SearchableText(NumberedFact(stays)), 5).empty()) ++wrong;
    }
  });
  std::thread writer([&] {
    for (uint64_t i = 0; i < 200; ++i) {
      base->Delete(std::vector<std::string>{IdOf(2 * i)});
      base->PutBatch(NumberedFacts(1000 + 3 * i, 1003 + 3 * i));
    }
  });
  for (int i = 0; i < 6; ++i) base->Compact(base->DefaultCompaction());
  writer.join();
  base->Compact(base->DefaultCompaction());
  done = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(base->Pin()->Stats().facts, 800u - 200 + 600);
  EXPECT_EQ(base->Pin()->Stats().tombstones, 0u);
  const VerifyReport verified = base->Pin()->Verify();
  EXPECT_TRUE(verified.ok()) << ::testing::PrintToString(verified.problems);
}

}  // namespace
}  // namespace lethe

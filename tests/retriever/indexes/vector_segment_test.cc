#include "retriever/indexes/vector_segment.h"

#include <gmock/gmock.h>

#include <numeric>

#include "base/random.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

constexpr size_t kDimension = 16;

struct Rows {
  std::vector<uint64_t> docs;
  std::vector<float> numbers;
};

Rows RandomRows(size_t count) {
  Random random(5);
  Rows rows;
  for (size_t i = 0; i < count; ++i) rows.docs.push_back(100 + 3 * i);
  for (size_t i = 0; i < count * kDimension; ++i) rows.numbers.push_back(static_cast<float>(random.Normal()));
  return rows;
}

std::vector<ScoredDoc> ByDefinition(const Rows& rows, std::span<const float> query, size_t k, const LiveDocs& live) {
  std::vector<ScoredDoc> all;
  for (size_t i = 0; i < rows.docs.size(); ++i) {
    double product = 0;
    for (size_t j = 0; j < kDimension; ++j) product += static_cast<double>(rows.numbers[i * kDimension + j]) * query[j];
    if (live.Has(rows.docs[i])) all.push_back({rows.docs[i], product});
  }
  KeepBest(all, k);
  return all;
}

void ExpectSame(const std::vector<ScoredDoc>& found, const std::vector<ScoredDoc>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].doc, expected[i].doc) << i;
    EXPECT_NEAR(found[i].score, expected[i].score, 1e-4) << i;
  }
}

class VectorSegmentTest : public testing::TempDir {
 protected:
  std::vector<ScoredDoc> Search(const VectorSegment& segment, size_t k, const LiveDocs& live) const {
    TopDocs best(k);
    segment.Search(query_, live, k, best);
    return best.Take();
  }
  static std::vector<std::pair<uint64_t, float>> RowsOf(const VectorSegment& segment) {
    std::vector<std::pair<uint64_t, float>> numbers;
    segment.ForEachRow([&numbers](uint64_t doc, const float* row) {
      for (size_t i = 0; i < kDimension; ++i) numbers.emplace_back(doc, row[i]);
    });
    return numbers;
  }
  Rows rows_ = RandomRows(200);
  VectorSegment segment_{rows_.docs, rows_.numbers, kDimension};
  std::unique_ptr<DocLife> life_ = std::make_unique<DocLife>();
  std::vector<float> query_ = std::vector<float>(rows_.numbers.begin(), rows_.numbers.begin() + kDimension);
};

TEST_F(VectorSegmentTest, FindsTheBestByInnerProduct) {
  const LiveDocs live{life_.get(), 1};
  ExpectSame(Search(segment_, 10, live), ByDefinition(rows_, query_, 10, live));
}

TEST_F(VectorSegmentTest, SkipsTheDeadOfItsVersion) {
  for (size_t i = 0; i < rows_.docs.size(); i += 2) life_->Stamp(rows_.docs[i], 7);
  for (const uint64_t version : {6, 7}) {
    const LiveDocs live{life_.get(), version};
    ExpectSame(Search(segment_, 120, live), ByDefinition(rows_, query_, 120, live));
  }
}

TEST_F(VectorSegmentTest, ComesBackFromItsFile) {
  const Path file = dir() / "a.faiss";
  const uint64_t hash = segment_.Save(file);
  const auto loaded = VectorSegment::Load(file, hash, kDimension);
  EXPECT_EQ(loaded->docs(), rows_.docs);
  EXPECT_EQ(loaded->kind(), "Flat");
  EXPECT_EQ(RowsOf(*loaded), RowsOf(segment_));
  EXPECT_TRUE(loaded->Holds(rows_.docs[3]));
  EXPECT_FALSE(loaded->Holds(rows_.docs[3] + 1));
  const LiveDocs live{life_.get(), 1};
  ExpectSame(Search(*loaded, 10, live), Search(segment_, 10, live));
}

// What a benchmark calls the peer.
TEST_F(VectorSegmentTest, FaissAloneFindsTheSameRows) {
  const Path file = dir() / "a.faiss";
  const uint64_t hash = segment_.Save(file);
  const auto copy = VectorSegment::Load(file, hash, kDimension)->InMemory();
  std::vector<float> scores;
  std::vector<int64_t> rows;
  copy->SearchRaw(query_, 10, scores, rows);
  const std::vector<ScoredDoc> expected = ByDefinition(rows_, query_, 10, {life_.get(), 1});
  for (size_t i = 0; i < 10; ++i) EXPECT_EQ(rows_.docs[static_cast<size_t>(rows[i])], expected[i].doc) << i;
}

TEST_F(VectorSegmentTest, NamesAbsentAndDamagedFiles) {
  const Path file = dir() / "a.faiss";
  const uint64_t hash = segment_.Save(file);
  EXPECT_THAT([&] { VectorSegment::Load(dir() / "b.faiss", hash, kDimension); },
              ThrowsCode(Code::kNotFound, "b.faiss"));
  EXPECT_THAT([&] { VectorSegment::Load(file, hash, kDimension + 1); }, ThrowsCode(Code::kDataLoss, "a.faiss"));
  const std::string bytes = ReadFile(file);
  std::string flipped = bytes;
  flipped[bytes.size() / 2] ^= 1;
  for (const std::string& damaged : {bytes.substr(0, bytes.size() - 5), flipped, std::string()}) {
    WriteFileAtomic(file, damaged);
    EXPECT_THAT([&] { VectorSegment::Load(file, hash, kDimension); }, ThrowsCode(Code::kDataLoss, "a.faiss"));
  }
}

// Wherever the space ends: in the rows, in what is still in a buffer when all was handed over, at the last byte.
TEST_F(VectorSegmentTest, AFullDiskIsSaidAndLeavesNothing) {
  segment_.Save(dir() / "whole.faiss");
  const uintmax_t size = std::filesystem::file_size(dir() / "whole.faiss");
  for (const uintmax_t space : {uintmax_t{10}, size / 2, size - 1}) {
    const testing::FileSizeLimit limit(space);
    EXPECT_THAT([&] { segment_.Save(dir() / "a.faiss"); }, ThrowsCode(Code::kResourceExhausted, "a.faiss")) << space;
  }
  const auto left = std::filesystem::directory_iterator(dir());
  EXPECT_EQ(std::distance(begin(left), end(left)), 1);
  EXPECT_NO_THROW(segment_.Save(dir() / "a.faiss"));
}

}  // namespace
}  // namespace lethe

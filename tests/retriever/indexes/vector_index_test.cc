#include "retriever/indexes/vector_index.h"

#include <gtest/gtest.h>

#include <thread>

namespace lethe {
namespace {

constexpr size_t kDimension = 8;

// Document i points along axis i mod 8, longer the higher its number is.
std::vector<float> RowOf(uint64_t doc) {
  std::vector<float> row(kDimension, 0.0f);
  row[doc % kDimension] = 1.0f + static_cast<float>(doc) / 65536.0f;
  return row;
}

std::vector<float> Axis(size_t i) {
  std::vector<float> row(kDimension, 0.0f);
  row[i] = 1.0f;
  return row;
}

class VectorIndexTest : public ::testing::Test {
 protected:
  void AddUpTo(uint64_t count) {
    for (; next_ < count; ++next_) {
      index_.Add(next_, RowOf(next_));
      if (index_.full()) index_.Seal();
    }
  }
  VectorIndex index_{kDimension};
  std::unique_ptr<DocLife> life_ = std::make_unique<DocLife>();
  uint64_t next_ = 0;
};

TEST_F(VectorIndexTest, SearchesFreshRowsAndSegmentsTogether) {
  const LiveDocs live{life_.get(), 1};
  for (const uint64_t count :
       {uint64_t{9}, uint64_t{VectorIndex::kSegmentRows}, uint64_t{2 * VectorIndex::kSegmentRows + 16}}) {
    AddUpTo(count);
    const std::vector<ScoredDoc> found = index_.View().Search(Axis(0), 1, live);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].doc, (count - 1) / kDimension * kDimension);
  }
  EXPECT_EQ(index_.View().segments.size(), 2u);
  EXPECT_EQ(index_.View().fresh_count, 16u);
}

TEST_F(VectorIndexTest, AViewKeepsWhatItSaw) {
  AddUpTo(10);
  const VectorView view = index_.View();
  AddUpTo(VectorIndex::kSegmentRows + 100);
  const std::vector<ScoredDoc> found = view.Search(Axis(0), 100, {life_.get(), 1});
  EXPECT_EQ(found.size(), 10u);
  EXPECT_EQ(found[0].doc, 8u);
}

TEST_F(VectorIndexTest, TheDeadAreNotFound) {
  AddUpTo(VectorIndex::kSegmentRows + 9);
  life_->Stamp(VectorIndex::kSegmentRows + 8, 2);
  life_->Stamp(VectorIndex::kSegmentRows, 2);
  const std::vector<ScoredDoc> found = index_.View().Search(Axis(0), 1, {life_.get(), 2});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].doc, VectorIndex::kSegmentRows - kDimension);
}

TEST_F(VectorIndexTest, ViewsAreReadWhileTheWriterAdds) {
  AddUpTo(100);
  const VectorView view = index_.View();
  std::thread writer([this] { AddUpTo(3 * VectorIndex::kSegmentRows); });
  for (int i = 0; i < 200; ++i) EXPECT_EQ(view.Search(Axis(1), 100, {life_.get(), 1}).size(), 100u);
  writer.join();
}

}  // namespace
}  // namespace lethe

// Every kind of index that a store can have: found, skipped, saved, loaded.
#include "retriever/indexes/index_kind.h"

#include <gmock/gmock.h>

#include <cmath>

#include "base/random.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

constexpr size_t kDimension = 32;
constexpr size_t kRows = 3000;
constexpr size_t kNeighbours = 10;

struct Kind {
  const char* factory;
  double recall;  // at least, of exact search
  bool exact_rows;
};

class IndexKindTest : public testing::TempDir, public ::testing::WithParamInterface<Kind> {
 protected:
  // Around sixty centres, of length 1, as texts on sixty subjects are.
  void SetUp() override {
    Random random(11);
    std::vector<float> centres(60 * kDimension);
    for (float& x : centres) x = static_cast<float>(random.Normal());
    for (size_t i = 0; i < kRows; ++i) {
      const float* centre = centres.data() + random.Below(60) * kDimension;
      double square = 0;
      for (size_t j = 0; j < kDimension; ++j) {
        rows_.push_back(centre[j] + 0.5f * static_cast<float>(random.Normal()));
        square += static_cast<double>(rows_.back()) * rows_.back();
      }
      for (size_t j = 0; j < kDimension; ++j) rows_[i * kDimension + j] /= static_cast<float>(std::sqrt(square));
      docs_.push_back(5 + 2 * i);
    }
  }

  std::shared_ptr<const VectorSegment> Built(const std::string& factory) const {
    IndexBuilder builder(factory, kDimension);
    if (builder.TrainingRows(kRows) > 0) builder.Train(rows_);
    builder.Add(std::span(rows_).first(1000 * kDimension));
    builder.Add(std::span(rows_).subspan(1000 * kDimension));
    builder.Tune(std::vector<float>(rows_.begin(), rows_.begin() + 40 * kDimension), 0.98);
    return builder.Finish(docs_);
  }

  std::span<const float> Row(size_t i) const { return std::span(rows_).subspan(i * kDimension, kDimension); }

  std::vector<uint64_t> Exact(std::span<const float> query, const LiveDocs& live) const {
    TopDocs best(kNeighbours);
    for (size_t i = 0; i < kRows; ++i) {
      double product = 0;
      for (size_t j = 0; j < kDimension; ++j) product += static_cast<double>(query[j]) * Row(i)[j];
      if (live.Has(docs_[i])) best.Add({docs_[i], product});
    }
    return DocsOf(best);
  }
  static std::vector<uint64_t> DocsOf(TopDocs& best) {
    std::vector<uint64_t> docs;
    for (const ScoredDoc& doc : best.Take()) docs.push_back(doc.doc);
    return docs;
  }
  static std::vector<uint64_t> Found(const VectorSegment& segment, std::span<const float> query, const LiveDocs& live) {
    TopDocs best(kNeighbours);
    segment.Search(query, live, kNeighbours, best);
    return DocsOf(best);
  }

  double RecallOf(const VectorSegment& segment, const LiveDocs& live) const {
    size_t held = 0;
    for (size_t i = 0; i < 50; ++i) {
      const std::vector<uint64_t> wanted = Exact(Row(37 * i), live);
      const std::vector<uint64_t> found = Found(segment, Row(37 * i), live);
      EXPECT_EQ(found.size(), kNeighbours);
      for (const uint64_t doc : found) {
        held += std::find(wanted.begin(), wanted.end(), doc) != wanted.end();
        EXPECT_TRUE(live.Has(doc));
      }
    }
    return static_cast<double>(held) / (50.0 * kNeighbours);
  }

  std::vector<float> rows_;
  std::vector<uint64_t> docs_;
  std::unique_ptr<DocLife> life_ = std::make_unique<DocLife>();
};

TEST_P(IndexKindTest, FindsTheNearestAndNeverTheDead) {
  const auto segment = Built(GetParam().factory);
  EXPECT_EQ(segment->kind(), GetParam().factory);
  EXPECT_GE(RecallOf(*segment, {life_.get(), 1}), GetParam().recall);
  for (size_t i = 0; i < kRows; i += 3) life_->Stamp(docs_[i], 5);
  EXPECT_GE(RecallOf(*segment, {life_.get(), 4}), GetParam().recall);
  EXPECT_GE(RecallOf(*segment, {life_.get(), 5}), GetParam().recall);
}

TEST_P(IndexKindTest, ComesBackFromItsFileWithItsEffort) {
  const auto segment = Built(GetParam().factory);
  const Path file = dir() / "a.faiss";
  const uint64_t sum = segment->Save(file);
  const auto loaded = VectorSegment::Load(file, sum, kDimension);
  EXPECT_EQ(loaded->kind(), segment->kind());
  EXPECT_EQ(loaded->docs(), docs_);
  const LiveDocs live{life_.get(), 1};
  for (size_t i = 0; i < kRows; i += 100) EXPECT_EQ(Found(*loaded, Row(i), live), Found(*segment, Row(i), live)) << i;
  std::string bytes = ReadFile(file);
  bytes[bytes.size() / 3] ^= 16;
  WriteFileAtomic(file, bytes);
  EXPECT_THAT([&] { VectorSegment::Load(file, sum, kDimension); }, ThrowsCode(Code::kDataLoss, "a.faiss"));
}

TEST_P(IndexKindTest, GivesEveryRowOnceWithItsDocument) {
  const auto segment = Built(GetParam().factory);
  EXPECT_EQ(segment->exact_rows(), GetParam().exact_rows);
  std::vector<uint64_t> seen;
  segment->ForEachRow([&](uint64_t doc, const float* row) {
    seen.push_back(doc);
    ASSERT_EQ(row != nullptr, GetParam().exact_rows);
    if (row == nullptr) return;
    const std::span<const float> wanted = Row((doc - 5) / 2);
    EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), row)) << doc;
  });
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, docs_);
  EXPECT_GT(segment->memory_bytes(), kRows * sizeof(uint64_t));
}

INSTANTIATE_TEST_SUITE_P(Kinds, IndexKindTest,
                         ::testing::Values(Kind{"Flat", 1.0, true}, Kind{"IVF40,Flat", 0.95, true},
                                           Kind{"HNSW16", 0.95, true}, Kind{"IVF40,SQ8", 0.9, false},
                                           Kind{"SQ8", 0.9, false}, Kind{"IVF20,PQ16", 0.4, false}),
                         [](const auto& info) {
                           std::string name = info.param.factory;
                           std::replace(name.begin(), name.end(), ',', '_');
                           return name;
                         });

TEST(IndexFactoryTest, ChoosesBySize) {
  IndexConfig config;
  EXPECT_EQ(IndexFactoryFor(config, 65'536, 16), "Flat");
  EXPECT_EQ(IndexFactoryFor(config, 1'000'000, 16), "IVF2000,Flat");
  config.set_exact_rows(100);
  EXPECT_EQ(IndexFactoryFor(config, 400, 16), "IVF40,Flat");
  config.set_factory("HNSW32");
  EXPECT_EQ(IndexFactoryFor(config, 10, 16), "HNSW32");
}

TEST(IndexFactoryTest, NamesWhatFaissDoesNotKnow) {
  IndexConfig config;
  config.set_factory("Flt");
  EXPECT_THAT([&] { IndexFactoryFor(config, 10, 16); }, ThrowsCode(Code::kInvalidArgument, "\"Flt\""));
  config.set_factory("IVF4,PQ7");
  EXPECT_THAT([&] { IndexFactoryFor(config, 10, 16); }, ThrowsCode(Code::kInvalidArgument, "PQ7"));
}

TEST(IndexFactoryTest, TooFewRowsForTheListsAreSaid) {
  IndexBuilder builder("IVF64,Flat", 8);
  EXPECT_THAT([&] { builder.Train(std::vector<float>(8 * 10, 0.5f)); },
              ThrowsCode(Code::kInvalidArgument, "IVF64,Flat"));
}

}  // namespace
}  // namespace lethe

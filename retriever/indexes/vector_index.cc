#include "retriever/indexes/vector_index.h"

#include <algorithm>

#include "base/error.h"
#include "retriever/indexes/inner_products.h"

namespace lethe {
namespace {

void SearchFresh(const VectorView& view, std::span<const float> query, const LiveDocs& live, TopDocs& best) {
  std::vector<float> scores(view.fresh_count);
  InnerProducts(query, view.fresh->rows.get(), scores);
  for (size_t i = 0; i < view.fresh_count; ++i) {
    if (live.Has(view.fresh->docs[i])) best.Add({view.fresh->docs[i], scores[i]});
  }
}

}  // namespace

std::vector<ScoredDoc> VectorView::Search(std::span<const float> query, size_t k, const LiveDocs& live) const {
  LETHE_CHECK(query.size() == dimension, "query ", query.size(), " store ", dimension);
  TopDocs best(k);
  for (const auto& segment : segments) segment->Search(query, live, k, best);
  SearchFresh(*this, query, live, best);
  return best.Take();
}

VectorIndex::VectorIndex(size_t dimension)
    : dimension_(dimension), fresh_(std::make_shared<FreshRows>(kSegmentRows, dimension)) {}

void VectorIndex::Add(uint64_t doc, std::span<const float> row) {
  LETHE_CHECK(!full() && row.size() == dimension_, "rows ", fresh_count_, " row ", row.size());
  fresh_->docs[fresh_count_] = doc;
  std::copy(row.begin(), row.end(), fresh_->rows.get() + fresh_count_ * dimension_);
  ++fresh_count_;
}

std::shared_ptr<const VectorSegment> VectorIndex::Seal() {
  LETHE_CHECK(fresh_count_ > 0);
  const std::span<const uint64_t> docs(fresh_->docs.get(), fresh_count_);
  const std::span<const float> rows(fresh_->rows.get(), fresh_count_ * dimension_);
  segments_.push_back(std::make_shared<const VectorSegment>(docs, rows, dimension_));
  fresh_ = std::make_shared<FreshRows>(kSegmentRows, dimension_);
  fresh_count_ = 0;
  return segments_.back();
}

void VectorIndex::Adopt(std::shared_ptr<const VectorSegment> segment) {
  LETHE_CHECK(fresh_count_ == 0);
  segments_.push_back(std::move(segment));
}

void VectorIndex::ReplaceNewest(std::shared_ptr<const VectorSegment> segment) {
  LETHE_CHECK(!segments_.empty());
  segments_.back() = std::move(segment);
}

void VectorIndex::ReplaceOldest(size_t count, std::shared_ptr<const VectorSegment> segment) {
  LETHE_CHECK(count <= segments_.size(), "count ", count, " segments ", segments_.size());
  segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(count));
  if (segment != nullptr) segments_.insert(segments_.begin(), std::move(segment));
}

VectorView VectorIndex::View() const {
  return {segments_, fresh_, fresh_count_, dimension_};
}

}  // namespace lethe

// The vectors of a store: immutable segments, and fresh rows that are searchable at once.
//
// Promise: a VectorView never changes: later adds go behind the rows it counts, and sealing makes a new segment beside
// it.
// Threads: one writer; views are read from any thread, without locks.
// Units: rows and documents count from 0; similarity is the inner product.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "retriever/indexes/vector_segment.h"

namespace lethe {

// Rows that are not in a segment yet. Memory for all of them is taken at the start, so a row never moves.
struct FreshRows {
  FreshRows(size_t capacity, size_t dimension)
      : docs(std::make_unique_for_overwrite<uint64_t[]>(capacity)),
        rows(std::make_unique_for_overwrite<float[]>(capacity * dimension)) {}
  std::unique_ptr<uint64_t[]> docs;
  std::unique_ptr<float[]> rows;
};

// What one reader searches.
struct VectorView {
  std::vector<std::shared_ptr<const VectorSegment>> segments;
  std::shared_ptr<const FreshRows> fresh;
  size_t fresh_count = 0;
  size_t dimension = 0;

  // The best k living documents by inner product, best first.
  std::vector<ScoredDoc> Search(std::span<const float> query, size_t k, const LiveDocs& live) const;
};

class VectorIndex {
 public:
  // Rows at which the fresh part becomes a segment.
  static constexpr size_t kSegmentRows = 8192;

  explicit VectorIndex(size_t dimension);

  // Documents go upwards. The fresh part must not be full.
  void Add(uint64_t doc, std::span<const float> row);
  bool full() const { return fresh_count_ == kSegmentRows; }
  // Turns the fresh part into a segment and starts another.
  std::shared_ptr<const VectorSegment> Seal();
  // Takes a loaded or rebuilt segment whose documents lie above all others so far; the fresh part must be empty.
  void Adopt(std::shared_ptr<const VectorSegment> segment);
  // Puts `segment` in the place of the newest: the same rows, read from their file.
  void ReplaceNewest(std::shared_ptr<const VectorSegment> segment);
  // Puts `segment`, or nothing when it is null, in the place of the oldest `count`.
  void ReplaceOldest(size_t count, std::shared_ptr<const VectorSegment> segment);
  bool has_fresh() const { return fresh_count_ > 0; }

  VectorView View() const;

 private:
  size_t dimension_;
  std::vector<std::shared_ptr<const VectorSegment>> segments_;
  std::shared_ptr<FreshRows> fresh_;
  size_t fresh_count_ = 0;
};

}  // namespace lethe

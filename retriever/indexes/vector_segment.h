// An immutable FAISS index over the vectors of a run of documents.
//
// Shapes: rows are float32 [documents, dimension]; the similarity is the inner product, which for vectors of length 1
// is the cosine.
// Promise: a segment never changes once made, so it is searched without a lock. The file is written whole or not at
// all, and a loaded segment is checked against the hash and the size that the store's manifest remembers.
// Errors: Load throws kNotFound for an absent and kDataLoss for a damaged file, naming it.
// Threads: all const functions, any thread.
// Cost: search is exact, one pass over the rows; about 40 ns a row of 256 numbers.
// Source: FAISS IndexFlatIP inside an IndexIDMap (https://github.com/facebookresearch/faiss/wiki).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/file.h"
#include "retriever/indexes/doc_life.h"
#include "retriever/top_docs.h"

namespace faiss {
struct IndexFlat;
}

namespace lethe {

class VectorSegment {
 public:
  // `docs` go upwards; `rows` holds docs.size() * dimension numbers.
  VectorSegment(std::span<const uint64_t> docs, std::span<const float> rows, size_t dimension);
  ~VectorSegment();
  VectorSegment(const VectorSegment&) = delete;
  VectorSegment& operator=(const VectorSegment&) = delete;

  // Returns the hash of the bytes written.
  uint64_t Save(const Path& path) const;
  static std::unique_ptr<VectorSegment> Load(const Path& path, uint64_t hash, size_t dimension);

  // Offers the living documents to `best`.
  void Search(std::span<const float> query, const LiveDocs& live, TopDocs& best) const;

  const std::vector<uint64_t>& docs() const { return docs_; }
  // Copies the row of docs()[i].
  std::vector<float> Row(size_t i) const;

 private:
  VectorSegment(std::unique_ptr<faiss::IndexFlat> index, std::vector<uint64_t> docs);

  std::unique_ptr<faiss::IndexFlat> index_;  // over row numbers
  std::vector<uint64_t> docs_;               // document of each row
};

}  // namespace lethe

// An immutable FAISS index over the vectors of a run of documents.
//
// Shapes: rows are float32 [documents, dimension]; the similarity is the inner product, which for vectors of length 1
// is the cosine.
// Promise: a segment never changes once made, so it is searched without a lock. Its file is what faiss::read_index
// reads, and a loaded segment is checked against the checksum that the store's manifest remembers: a file that a power
// cut left unfinished is seen, and the store makes it again from its database, so Save does not wait for the disk. Flat
// rows and the lists of an inverted file are used where they lie in the mapped file.
// Errors: Load throws kNotFound for an absent and kDataLoss for a damaged file, naming it; Save kResourceExhausted for
// a full disk. Threads: all const functions, any thread. Cost: Flat: one pass over the rows, about 40 ns a row of 256
// numbers. IVF of whole vectors: the same for the rows of nprobe lists, by the same kernel. Other kinds: FAISS's own
// search. Source: FAISS indexes inside an IndexIDMap (https://github.com/facebookresearch/faiss/wiki).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "retriever/indexes/doc_life.h"
#include "retriever/top_docs.h"

namespace faiss {
struct Index;
struct IndexIVFFlat;
}  // namespace faiss

namespace lethe {

class VectorSegment {
 public:
  // Flat. `docs` go upwards; `rows` holds docs.size() * dimension numbers.
  VectorSegment(std::span<const uint64_t> docs, std::span<const float> rows, size_t dimension);
  // Any index (indexes/index_kind.h) whose row i is of docs[i].
  VectorSegment(std::unique_ptr<faiss::Index> index, std::vector<uint64_t> docs);
  ~VectorSegment();
  VectorSegment(const VectorSegment&) = delete;
  VectorSegment& operator=(const VectorSegment&) = delete;

  // Returns the checksum of the bytes written.
  uint64_t Save(const Path& path) const;
  static std::unique_ptr<VectorSegment> Load(const Path& path, uint64_t checksum, size_t dimension);

  // Offers the k best of the living documents to `best`, which keeps at least k.
  void Search(std::span<const float> query, const LiveDocs& live, size_t k, TopDocs& best) const;
  // FAISS alone, without documents, deaths or anything else of ours: what a benchmark compares with. Row numbers, best
  // first; -1 where there are fewer.
  void SearchRaw(std::span<const float> query, size_t k, std::vector<float>& scores, std::vector<int64_t>& rows) const;
  // A flat segment with its rows in a FAISS index in memory, for SearchRaw.
  std::unique_ptr<VectorSegment> InMemory() const;

  const std::vector<uint64_t>& docs() const { return docs_; }
  // Documents that lie below all others and above them.
  uint64_t first_doc() const { return docs_.front(); }
  uint64_t last_doc() const { return docs_.back(); }
  bool Holds(uint64_t doc) const;
  // "Flat", "IVF2048,Flat", "HNSW32", "IVF1024,SQ8", ...
  const std::string& kind() const { return kind_; }
  // False where vectors are kept in a shorter code.
  bool exact_rows() const;
  // Every row with its document; `row` is null where rows are not exact.
  void ForEachRow(const std::function<void(uint64_t doc, const float* row)>& visit) const;
  // Held in memory besides mapped files.
  size_t memory_bytes() const;

 private:
  VectorSegment() = default;
  static std::unique_ptr<VectorSegment> Parse(const Path& path, std::unique_ptr<MappedFile> map);
  bool AdoptFlat(std::span<const std::byte> bytes);
  void SearchFlat(std::span<const float> query, const LiveDocs& live, TopDocs& best) const;
  void SearchLists(std::span<const float> query, const LiveDocs& live, TopDocs& best) const;
  void SearchIndex(std::span<const float> query, const LiveDocs& live, size_t k, TopDocs& best) const;

  std::unique_ptr<MappedFile> map_;             // holds rows_ of a loaded flat segment
  std::unique_ptr<faiss::Index> index_;         // over row numbers; absent in a mapped flat segment
  const faiss::IndexIVFFlat* lists_ = nullptr;  // index_, where it is one
  const std::byte* rows_ = nullptr;             // float32 at any address; where the segment is flat
  size_t dimension_ = 0;
  std::vector<uint64_t> docs_;  // document of each row, going upwards
  std::string kind_;
};

}  // namespace lethe

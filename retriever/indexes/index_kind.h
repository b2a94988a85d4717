// Which FAISS index a segment gets, and how it is made.
//
// By size: up to IndexConfig.exact_rows vectors Flat, above an inverted file with 2 * sqrt(n) lists of whole vectors. A
// factory string (https://github.com/facebookresearch/faiss/wiki/The-index-factory) overrides the choice.
// Promise: an approximate index has its searching effort (nprobe of IVF, efSearch of HNSW) set so that recall@10 over a
// sample of its own vectors, a third of each blanked, reaches IndexConfig.recall, or to the largest effort tried.
// Errors: kInvalidArgument for a string that FAISS does not know or that cannot take inner products, naming it.
// Threads: a builder is used by one thread; training and adding use FAISS's own.
// Cost: an inverted file over 1 M vectors of 384 numbers takes about a minute on two cores; memory is the index and a
// sample.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "proto/retrieval.pb.h"
#include "retriever/indexes/vector_segment.h"

namespace lethe {

// "Flat", "IVF2048,Flat", or the config's own. Throws for a factory string that cannot be used.
std::string IndexFactoryFor(const IndexConfig& config, size_t rows, size_t dimension);

class IndexBuilder {
 public:
  IndexBuilder(const std::string& factory, size_t dimension);
  ~IndexBuilder();

  // How many rows Train wants to see of `rows` in all; 0 where nothing is trained.
  size_t TrainingRows(size_t rows) const;
  void Train(std::span<const float> sample);
  // Rows in the order of their numbers.
  void Add(std::span<const float> rows);
  // Sets the effort; `queries` are rows of the index. Does nothing for an exact index.
  void Tune(std::vector<float> queries, double recall);
  // The segment whose rows are of these documents, going upwards.
  std::shared_ptr<const VectorSegment> Finish(std::vector<uint64_t> docs);

 private:
  std::vector<int64_t> SearchWith(std::span<const float> queries, size_t effort);

  std::string factory_;
  size_t dimension_;
  std::unique_ptr<faiss::Index> index_;
};

}  // namespace lethe

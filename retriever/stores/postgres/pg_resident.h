// What a process keeps in memory of a store in PostgreSQL: when documents died,
// and, where the server has no pgvector, their vectors for exact search.
//
// Both are read when they are first needed and brought up to a version by
// reading what came since. Shapes: rows float32 [documents, dimension]; the
// similarity is the inner product. Threads: all functions, any thread; searches
// run beside each other. Cost: rows take 4 bytes a number of every document
// (reading them: once a process), deaths as doc_life.h says; a search is one
// pass over the rows.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "retriever/indexes/doc_life.h"
#include "retriever/stores/postgres/pg_pins.h"
#include "retriever/top_docs.h"

namespace lethe {

class PgResident {
 public:
  PgResident(std::shared_ptr<PgPool> pool, size_t dimension) : pool_(std::move(pool)), dimension_(dimension) {}

  // Deaths up to the version and possibly later ones.
  std::shared_ptr<const DocLife> LifeAt(const PgVersion& version);
  // Exact; for stores whose vectors are bytes.
  std::vector<ScoredDoc> Search(std::span<const float> query, size_t k, const PgVersion& version);
  uint64_t memory_bytes() const;

 private:
  // Memory for all rows is taken at the start, so a row never moves.
  struct Block {
    explicit Block(size_t dimension)
        : docs(std::make_unique_for_overwrite<uint64_t[]>(kRows)),
          rows(std::make_unique_for_overwrite<float[]>(kRows * dimension)) {}
    static constexpr size_t kRows = 8192;
    std::unique_ptr<uint64_t[]> docs;
    std::unique_ptr<float[]> rows;
    size_t count = 0;
  };
  struct View {
    std::vector<std::shared_ptr<const Block>> blocks;
    size_t rows = 0;
    std::shared_ptr<const DocLife> life;
  };

  void CatchUpDeaths(const PgVersion& version);
  void CatchUpRows(const PgVersion& version);
  void Append(uint64_t doc, std::string_view bytes);

  std::shared_ptr<PgPool> pool_;
  size_t dimension_;
  mutable std::mutex mutex_;  // guards everything below
  std::shared_ptr<DocLife> life_ = std::make_shared<DocLife>();
  uint64_t deaths_to_ = 0;  // version
  std::vector<std::shared_ptr<Block>> blocks_;
  size_t rows_ = 0;
  uint64_t rows_end_ = 0;  // documents below are there
};

}  // namespace lethe

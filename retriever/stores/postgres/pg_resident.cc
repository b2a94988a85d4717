#include "retriever/stores/postgres/pg_resident.h"

#include <array>

#include "retriever/indexes/inner_products.h"
#include "retriever/stores/vector_record.h"

namespace lethe {
namespace {

constexpr uint64_t kRowsAtATime = 4096;

// The horizon comes in the same snapshot as the deaths.
constexpr PgStatement kDeaths = {"read deaths", R"sql(
SELECT -1::bigint AS doc, horizon FROM state
UNION ALL SELECT doc, version_to FROM facts WHERE version_to > $1 AND version_to <= $2 ORDER BY doc)sql"};
constexpr PgStatement kRows = {"read vectors", R"sql(
SELECT doc, vector FROM vectors WHERE doc >= $1 AND doc < $2 ORDER BY doc LIMIT $3)sql"};

}  // namespace

std::shared_ptr<const DocLife> PgResident::LifeAt(const PgVersion& version) {
  const std::lock_guard lock(mutex_);
  CatchUpDeaths(version);
  return life_;
}

// A compaction that dropped deaths before we heard of them leaves rows here
// that nobody would call dead: then all is read anew.
void PgResident::CatchUpDeaths(const PgVersion& version) {
  if (version.version <= deaths_to_) return;
  pool_->Run([&](PgConnection& connection) {
    PgResult deaths = connection.Run(kDeaths, PgParams().Int(deaths_to_).Int(version.version));
    if (deaths_to_ > 0 && deaths.Int(0, 1) > deaths_to_) {
      life_ = std::make_shared<DocLife>();
      blocks_.clear();
      rows_ = rows_end_ = 0;
      deaths = connection.Run(kDeaths, PgParams().Int(0).Int(version.version));
    }
    for (size_t i = 1; i < deaths.rows(); ++i) life_->Stamp(deaths.Int(i, 0), deaths.Int(i, 1));
  });
  deaths_to_ = version.version;
}

void PgResident::CatchUpRows(const PgVersion& version) {
  while (rows_end_ < version.end_doc) {
    pool_->Run([&](PgConnection& connection) {
      const PgParams params = PgParams().Int(rows_end_).Int(version.end_doc).Int(kRowsAtATime);
      const PgResult page = connection.Run(kRows, params);
      for (size_t i = 0; i < page.rows(); ++i) Append(page.Int(i, 0), page.Bytes(i, 1));
      rows_end_ = page.rows() < kRowsAtATime ? version.end_doc : page.Int(page.rows() - 1, 0) + 1;
    });
  }
}

void PgResident::Append(uint64_t doc, std::string_view bytes) {
  if (rows_ == blocks_.size() * Block::kRows) blocks_.push_back(std::make_shared<Block>(dimension_));
  Block& block = *blocks_.back();
  DecodeVector(bytes, doc, std::span(block.rows.get() + block.count * dimension_, dimension_));
  block.docs[block.count++] = doc;
  ++rows_;
}

std::vector<ScoredDoc> PgResident::Search(std::span<const float> query, size_t k, const PgVersion& version) {
  View view;
  {
    const std::lock_guard lock(mutex_);
    CatchUpDeaths(version);
    CatchUpRows(version);
    view = {{blocks_.begin(), blocks_.end()}, rows_, life_};
  }
  constexpr size_t kProducts = 512;
  std::array<float, kProducts> products;
  const LiveDocs live{view.life.get(), version.version};
  TopDocs best(k);
  for (size_t row = 0; row < view.rows; row += kProducts) {
    const Block& block = *view.blocks[row / Block::kRows];
    const size_t begin = row % Block::kRows;
    const size_t count = std::min(kProducts, view.rows - row);
    InnerProducts(query, block.rows.get() + begin * dimension_, std::span(products).first(count));
    for (size_t i = 0; i < count; ++i) {
      const uint64_t doc = block.docs[begin + i];
      if (doc < version.end_doc && live.Has(doc)) best.Add({doc, products[i]});
    }
  }
  return best.Take();
}

uint64_t PgResident::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  return blocks_.size() * Block::kRows * (dimension_ * sizeof(float) + sizeof(uint64_t));
}

}  // namespace lethe

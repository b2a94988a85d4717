#include "retriever/indexes/index_kind.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/impl/FaissException.h>
#include <faiss/index_factory.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"

namespace lethe {
namespace {

using FaissId = faiss::Index::idx_t;

constexpr size_t kRowsPerCentroid = 48;
constexpr size_t kTrainingRows = 65536;  // of what learns its codes only
constexpr FaissId kNeighbours = 10;
constexpr uint64_t kBlankingSeed = 7;

std::unique_ptr<faiss::Index> Make(const std::string& factory, size_t dimension) {
  try {
    auto index = std::unique_ptr<faiss::Index>(
        faiss::index_factory(static_cast<int>(dimension), factory.c_str(), faiss::METRIC_INNER_PRODUCT));
    // It orders centroids for a search by Hamming distance, which is never asked for, and takes most of the training.
    if (auto* quantized = dynamic_cast<faiss::IndexIVFPQ*>(index.get())) quantized->do_polysemous_training = false;
    return index;
  } catch (const faiss::FaissException& error) {
    throw Error(Code::kInvalidArgument, StrCat("index.factory: \"", factory, "\" is no FAISS index for vectors of ",
                                               dimension, " numbers: ", error.what(),
                                               "; use Flat, HNSW32, IVF1024,Flat, IVF1024,SQ8, IVF1024,PQ32 or SQ8"));
  }
}

bool IsFlat(const faiss::Index& index) {
  return dynamic_cast<const faiss::IndexFlat*>(&index) != nullptr;
}

// Queries that share a part of their numbers with a row, as questions share a part of their letters with a fact.
void BlankAThird(std::vector<float>& queries) {
  Random random(kBlankingSeed);
  for (float& number : queries) {
    if (random.Below(3) == 0) number = 0;
  }
}

void SetEffort(faiss::Index& index, size_t effort) {
  if (auto* ivf = dynamic_cast<faiss::IndexIVF*>(&index)) ivf->nprobe = effort;
  if (auto* hnsw = dynamic_cast<faiss::IndexHNSW*>(&index)) hnsw->hnsw.efSearch = static_cast<int>(effort);
}

// The largest effort worth trying: all lists, or a long candidate queue; 0 where there is nothing to set.
size_t MostEffort(const faiss::Index& index) {
  constexpr size_t kMostCandidates = 1024;
  if (const auto* ivf = dynamic_cast<const faiss::IndexIVF*>(&index)) return ivf->nlist;
  return dynamic_cast<const faiss::IndexHNSW*>(&index) != nullptr ? kMostCandidates : 0;
}

double Recall(const std::vector<int64_t>& found, const std::vector<int64_t>& wanted) {
  size_t held = 0, all = 0;
  for (size_t begin = 0; begin < wanted.size(); begin += kNeighbours) {
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(begin + kNeighbours);
    for (size_t i = begin; i < begin + kNeighbours; ++i) {
      if (wanted[i] < 0) continue;
      ++all;
      held += std::find(found.begin() + static_cast<std::ptrdiff_t>(begin), end, wanted[i]) != end;
    }
  }
  return all == 0 ? 1 : static_cast<double>(held) / static_cast<double>(all);
}

}  // namespace

std::string IndexFactoryFor(const IndexConfig& config, size_t rows, size_t dimension) {
  if (!config.factory().empty()) {
    Make(config.factory(), dimension);
    return config.factory();
  }
  if (rows <= config.exact_rows()) return "Flat";
  const auto lists = static_cast<size_t>(2 * std::sqrt(static_cast<double>(rows)));
  return StrCat("IVF", std::max<size_t>(lists, 1), ",Flat");
}

IndexBuilder::IndexBuilder(const std::string& factory, size_t dimension)
    : factory_(factory), dimension_(dimension), index_(Make(factory, dimension)) {
  if (auto* ivf = dynamic_cast<faiss::IndexIVF*>(index_.get())) {
    ivf->cp.max_points_per_centroid = static_cast<int>(kRowsPerCentroid);
    ivf->cp.min_points_per_centroid = 1;
  }
}

IndexBuilder::~IndexBuilder() = default;

size_t IndexBuilder::TrainingRows(size_t rows) const {
  if (index_->is_trained) return 0;
  const auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index_.get());
  const size_t wanted = ivf != nullptr ? std::max(ivf->nlist * kRowsPerCentroid, kTrainingRows / 4) : kTrainingRows;
  return std::min(rows, wanted);
}

void IndexBuilder::Train(std::span<const float> sample) {
  if (index_->is_trained) return;
  try {
    index_->train(static_cast<FaissId>(sample.size() / dimension_), sample.data());
  } catch (const faiss::FaissException& error) {
    throw Error(Code::kInvalidArgument,
                StrCat("index.factory: \"", factory_, "\" cannot be trained on ", sample.size() / dimension_,
                       " vectors (", error.what(), "); choose fewer lists, or Flat"));
  }
}

void IndexBuilder::Add(std::span<const float> rows) {
  index_->add(static_cast<FaissId>(rows.size() / dimension_), rows.data());
}

std::vector<int64_t> IndexBuilder::SearchWith(std::span<const float> queries, size_t effort) {
  SetEffort(*index_, effort);
  const size_t count = queries.size() / dimension_;
  std::vector<float> scores(count * kNeighbours);
  std::vector<FaissId> rows(count * kNeighbours);
  index_->search(static_cast<FaissId>(count), queries.data(), kNeighbours, scores.data(), rows.data());
  return {rows.begin(), rows.end()};
}

// With the largest effort an inverted file is as exact as its codes, and a graph nearly so: what less effort finds is
// held against that.
void IndexBuilder::Tune(std::vector<float> queries, double recall) {
  const size_t most = MostEffort(*index_);
  if (most == 0 || queries.empty() || IsFlat(*index_)) return;
  BlankAThird(queries);
  const std::vector<int64_t> wanted = SearchWith(queries, most);
  size_t effort = std::min<size_t>(most, 4);
  while (effort < most && Recall(SearchWith(queries, effort), wanted) < recall) effort = effort + effort / 2;
  SetEffort(*index_, std::min(effort, most));
}

std::shared_ptr<const VectorSegment> IndexBuilder::Finish(std::vector<uint64_t> docs) {
  return std::make_shared<const VectorSegment>(std::move(index_), std::move(docs));
}

}  // namespace lethe

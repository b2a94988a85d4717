#include "retriever/indexes/vector_segment.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexIDMap.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/text.h"
#include "retriever/indexes/inner_products.h"

namespace lethe {
namespace {

using FaissId = faiss::Index::idx_t;

std::unique_ptr<faiss::IndexIDMap> Parse(const std::string& bytes, const Path& path) {
  faiss::VectorIOReader reader;
  reader.data.assign(bytes.begin(), bytes.end());
  try {
    std::unique_ptr<faiss::Index> index(faiss::read_index(&reader));
    if (auto* mapped = dynamic_cast<faiss::IndexIDMap*>(index.get())) {
      index.release();
      return std::unique_ptr<faiss::IndexIDMap>(mapped);
    }
  } catch (const faiss::FaissException& error) {
    throw Error(Code::kDataLoss, StrCat(path.string(), ": damaged vector segment: ", error.what()));
  }
  throw Error(Code::kDataLoss, StrCat(path.string(), ": not a vector segment"));
}

}  // namespace

VectorSegment::VectorSegment(std::span<const uint64_t> docs, std::span<const float> rows, size_t dimension)
    : index_(std::make_unique<faiss::IndexFlatIP>(static_cast<FaissId>(dimension))), docs_(docs.begin(), docs.end()) {
  LETHE_CHECK(rows.size() == docs.size() * dimension, "rows ", rows.size(), " docs ", docs.size());
  index_->add(static_cast<FaissId>(docs.size()), rows.data());
}

VectorSegment::VectorSegment(std::unique_ptr<faiss::IndexFlat> index, std::vector<uint64_t> docs)
    : index_(std::move(index)), docs_(std::move(docs)) {}

VectorSegment::~VectorSegment() = default;

uint64_t VectorSegment::Save(const Path& path) const {
  faiss::IndexIDMap mapped;
  mapped.index = index_.get();
  mapped.own_fields = false;
  mapped.d = index_->d;
  mapped.metric_type = index_->metric_type;
  mapped.ntotal = index_->ntotal;
  mapped.is_trained = true;
  mapped.id_map.assign(docs_.begin(), docs_.end());
  faiss::VectorIOWriter writer;
  faiss::write_index(&mapped, &writer);
  const std::string_view bytes(reinterpret_cast<const char*>(writer.data.data()), writer.data.size());
  WriteFileAtomic(path, bytes);
  return StableHash(bytes);
}

std::unique_ptr<VectorSegment> VectorSegment::Load(const Path& path, uint64_t hash, size_t dimension) {
  const std::string bytes = ReadFile(path);
  if (StableHash(bytes) != hash)
    throw Error(Code::kDataLoss, StrCat(path.string(), ": damaged vector segment: wrong checksum"));
  const std::unique_ptr<faiss::IndexIDMap> mapped = Parse(bytes, path);
  if (static_cast<size_t>(mapped->d) != dimension) {
    throw Error(Code::kDataLoss,
                StrCat(path.string(), ": vectors of ", mapped->d, " numbers, the store has ", dimension));
  }
  auto* flat = dynamic_cast<faiss::IndexFlat*>(mapped->index);
  if (flat == nullptr || flat->codes.size() != mapped->id_map.size() * dimension * sizeof(float)) {
    throw Error(Code::kDataLoss, StrCat(path.string(), ": damaged vector segment: not as many rows as documents"));
  }
  std::vector<uint64_t> docs(mapped->id_map.begin(), mapped->id_map.end());
  mapped->own_fields = false;
  return std::unique_ptr<VectorSegment>(new VectorSegment(std::unique_ptr<faiss::IndexFlat>(flat), std::move(docs)));
}

void VectorSegment::Search(std::span<const float> query, const LiveDocs& live, TopDocs& best) const {
  if (docs_.empty()) return;
  std::vector<float> scores(docs_.size());
  InnerProducts(query, index_->get_xb(), scores);
  const bool any_dead = live.life->AnyDead(docs_.front(), docs_.back());
  for (size_t i = 0; i < docs_.size(); ++i) {
    if (!any_dead || live.Has(docs_[i])) best.Add({docs_[i], scores[i]});
  }
}

std::vector<float> VectorSegment::Row(size_t i) const {
  std::vector<float> row(static_cast<size_t>(index_->d));
  index_->reconstruct(static_cast<FaissId>(i), row.data());
  return row;
}

}  // namespace lethe

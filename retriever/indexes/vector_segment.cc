#include "retriever/indexes/vector_segment.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIDMap.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexPQ.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>
#include <faiss/invlists/OnDiskInvertedLists.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "retriever/indexes/checksum.h"
#include "retriever/indexes/inner_products.h"

namespace lethe {
namespace {

using FaissId = faiss::Index::idx_t;

// As a factory string names it: a compaction tells by the name whether the index is the one wanted.
std::string KindOf(const faiss::ScalarQuantizer& quantizer) {
  switch (quantizer.qtype) {
    case faiss::ScalarQuantizer::QT_8bit:
      return "SQ8";
    case faiss::ScalarQuantizer::QT_6bit:
      return "SQ6";
    case faiss::ScalarQuantizer::QT_4bit:
      return "SQ4";
    case faiss::ScalarQuantizer::QT_fp16:
      return "SQfp16";
    default:
      return "SQ";
  }
}

std::string KindOf(const faiss::ProductQuantizer& quantizer) {
  constexpr size_t kUsualBits = 8;
  const std::string name = StrCat("PQ", quantizer.M);
  return quantizer.nbits == kUsualBits ? name : StrCat(name, "x", quantizer.nbits);
}

std::string KindOf(const faiss::Index& index) {
  if (const auto* ivf = dynamic_cast<const faiss::IndexIVF*>(&index)) {
    const auto* sq = dynamic_cast<const faiss::IndexIVFScalarQuantizer*>(ivf);
    const auto* pq = dynamic_cast<const faiss::IndexIVFPQ*>(ivf);
    return StrCat("IVF", ivf->nlist, ",", sq != nullptr ? KindOf(sq->sq) : pq != nullptr ? KindOf(pq->pq) : "Flat");
  }
  if (const auto* hnsw = dynamic_cast<const faiss::IndexHNSW*>(&index))
    return StrCat("HNSW", hnsw->hnsw.nb_neighbors(1));
  if (const auto* sq = dynamic_cast<const faiss::IndexScalarQuantizer*>(&index)) return KindOf(sq->sq);
  if (const auto* pq = dynamic_cast<const faiss::IndexPQ*>(&index)) return KindOf(pq->pq);
  return dynamic_cast<const faiss::IndexFlat*>(&index) != nullptr ? "Flat" : "other";
}

// Only the dead are left out, so the selector is no cost where nobody died.
struct LiveRows : faiss::IDSelector {
  LiveRows(const LiveDocs& live, const std::vector<uint64_t>& docs) : live(live), docs(docs) {}
  bool is_member(FaissId row) const override { return live.Has(docs[static_cast<size_t>(row)]); }
  const LiveDocs& live;
  const std::vector<uint64_t>& docs;
};

// The layout in which FAISS writes an IndexFlatIP inside an IndexIDMap: two headers, rows, documents.
struct FlatLayout {
  static constexpr size_t kHeader = 4 + 4 + 3 * 8 + 1 + 4;  // name, dimension, rows, two unused, trained, metric
  static constexpr size_t kRows = 2 * kHeader + 8;
};

template <typename Number>
Number NumberAt(std::span<const std::byte> bytes, size_t at) {
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

bool Named(std::span<const std::byte> bytes, size_t at, std::string_view name) {
  return std::memcmp(bytes.data() + at, name.data(), name.size()) == 0;
}

// Row numbers of a mapped list lie at any address.
size_t RowAt(const FaissId* rows, size_t i) {
  FaissId row = 0;
  std::memcpy(&row, reinterpret_cast<const std::byte*>(rows) + i * sizeof row, sizeof row);
  return static_cast<size_t>(row);
}

[[noreturn]] void Damaged(const Path& path, const std::string& what) {
  throw Error(Code::kDataLoss, StrCat(path.string(), ": damaged vector segment: ", what));
}

std::unique_ptr<faiss::IndexIDMap> ReadMapped(const Path& path) {
  try {
    std::unique_ptr<faiss::Index> index(
        faiss::read_index(path.c_str(), faiss::IO_FLAG_MMAP | faiss::IO_FLAG_READ_ONLY));
    if (auto* mapped = dynamic_cast<faiss::IndexIDMap*>(index.get())) {
      index.release();
      return std::unique_ptr<faiss::IndexIDMap>(mapped);
    }
  } catch (const std::exception& error) {
    Damaged(path, error.what());
  }
  throw Error(Code::kDataLoss, StrCat(path.string(), ": not a vector segment"));
}

uint64_t ChecksumOfFile(const Path& path) {
  return Checksum64(MappedFile(path).bytes());
}

}  // namespace

VectorSegment::VectorSegment(std::span<const uint64_t> docs, std::span<const float> rows, size_t dimension)
    : dimension_(dimension), docs_(docs.begin(), docs.end()), kind_("Flat") {
  LETHE_CHECK(rows.size() == docs.size() * dimension, "rows ", rows.size(), " docs ", docs.size());
  auto flat = std::make_unique<faiss::IndexFlatIP>(static_cast<FaissId>(dimension));
  flat->add(static_cast<FaissId>(docs.size()), rows.data());
  rows_ = reinterpret_cast<const std::byte*>(flat->get_xb());
  index_ = std::move(flat);
}

VectorSegment::VectorSegment(std::unique_ptr<faiss::Index> index, std::vector<uint64_t> docs)
    : index_(std::move(index)), docs_(std::move(docs)) {
  LETHE_CHECK(static_cast<size_t>(index_->ntotal) == docs_.size(), "rows ", index_->ntotal, " docs ", docs_.size());
  dimension_ = static_cast<size_t>(index_->d);
  kind_ = KindOf(*index_);
  if (const auto* flat = dynamic_cast<const faiss::IndexFlat*>(index_.get())) {
    rows_ = reinterpret_cast<const std::byte*>(flat->get_xb());
  }
  const auto* ivf = dynamic_cast<const faiss::IndexIVFFlat*>(index_.get());
  if (ivf != nullptr && dynamic_cast<const faiss::IndexFlat*>(ivf->quantizer) != nullptr) lists_ = ivf;
}

VectorSegment::~VectorSegment() = default;

uint64_t VectorSegment::Save(const Path& path) const {
  LETHE_CHECK(index_ != nullptr, "a mapped segment has its file already");
  faiss::IndexIDMap mapped;
  mapped.index = index_.get();
  mapped.own_fields = false;
  mapped.d = index_->d;
  mapped.metric_type = index_->metric_type;
  mapped.ntotal = index_->ntotal;
  mapped.is_trained = true;
  mapped.id_map.assign(docs_.begin(), docs_.end());
  const Path temporary = StrCat(path.string(), ".", ::getpid(), ".tmp");
  try {
    faiss::FileIOWriter writer(temporary.c_str());
    faiss::write_index(&mapped, &writer);
    // What the last buffer holds is written here; the checksum of a file cut off would fit the file cut off.
    if (std::fflush(writer.f) != 0 || ::fsync(::fileno(writer.f)) != 0) ThrowErrno("write", path);
    const uint64_t checksum = ChecksumOfFile(temporary);
    if (::rename(temporary.c_str(), path.c_str()) != 0) ThrowErrno("write", path);
    return checksum;
  } catch (const faiss::FaissException& error) {
    ::unlink(temporary.c_str());
    throw Error(Code::kResourceExhausted,
                StrCat("cannot write ", path.string(), ": ", error.what(), "; free some space and try again"));
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

std::unique_ptr<VectorSegment> VectorSegment::Load(const Path& path, uint64_t checksum, size_t dimension) {
  auto map = std::make_unique<MappedFile>(path);
  if (Checksum64(map->bytes()) != checksum) Damaged(path, "wrong checksum");
  std::unique_ptr<VectorSegment> segment = Parse(path, std::move(map));
  if (segment->dimension_ != dimension) {
    throw Error(Code::kDataLoss,
                StrCat(path.string(), ": vectors of ", segment->dimension_, " numbers, the store has ", dimension));
  }
  if (segment->docs_.empty() || !std::is_sorted(segment->docs_.begin(), segment->docs_.end())) {
    Damaged(path, "documents out of order");
  }
  return segment;
}

std::unique_ptr<VectorSegment> VectorSegment::Parse(const Path& path, std::unique_ptr<MappedFile> map) {
  std::unique_ptr<VectorSegment> segment(new VectorSegment);
  if (segment->AdoptFlat(map->bytes())) {
    segment->map_ = std::move(map);
    return segment;
  }
  const std::unique_ptr<faiss::IndexIDMap> mapped = ReadMapped(path);
  if (static_cast<size_t>(mapped->index->ntotal) != mapped->id_map.size())
    Damaged(path, "not as many rows as documents");
  if (auto* ivf = dynamic_cast<faiss::IndexIVF*>(mapped->index)) {
    // Its prefetching starts threads in every search.
    if (auto* lists = dynamic_cast<faiss::OnDiskInvertedLists*>(ivf->invlists)) lists->prefetch_nthread = 0;
  }
  mapped->own_fields = false;
  return std::make_unique<VectorSegment>(std::unique_ptr<faiss::Index>(mapped->index),
                                         std::vector<uint64_t>(mapped->id_map.begin(), mapped->id_map.end()));
}

bool VectorSegment::AdoptFlat(std::span<const std::byte> bytes) {
  if (bytes.size() < FlatLayout::kRows + 8 || !Named(bytes, 0, "IxMp") || !Named(bytes, FlatLayout::kHeader, "IxFI")) {
    return false;
  }
  const auto dimension = static_cast<size_t>(NumberAt<int32_t>(bytes, 4));
  const auto count = NumberAt<uint64_t>(bytes, 8);
  const size_t row_bytes = count * dimension * sizeof(float);
  const size_t docs_at = FlatLayout::kRows + row_bytes + 8;
  if (docs_at + count * sizeof(uint64_t) != bytes.size()) return false;
  dimension_ = dimension;
  kind_ = "Flat";
  rows_ = bytes.data() + FlatLayout::kRows;
  docs_.resize(count);
  std::memcpy(docs_.data(), bytes.data() + docs_at, count * sizeof(uint64_t));
  return true;
}

void VectorSegment::Search(std::span<const float> query, const LiveDocs& live, size_t k, TopDocs& best) const {
  if (docs_.empty()) return;
  if (rows_ != nullptr) return SearchFlat(query, live, best);
  if (lists_ != nullptr) return SearchLists(query, live, best);
  SearchIndex(query, live, k, best);
}

void VectorSegment::SearchFlat(std::span<const float> query, const LiveDocs& live, TopDocs& best) const {
  std::vector<float> scores(docs_.size());
  InnerProducts(query, rows_, scores);
  const bool any_dead = live.AnyDead(first_doc(), last_doc());
  for (size_t i = 0; i < docs_.size(); ++i) {
    if (!any_dead || live.Has(docs_[i])) best.Add({docs_[i], scores[i]});
  }
}

void VectorSegment::SearchLists(std::span<const float> query, const LiveDocs& live, TopDocs& best) const {
  const auto* centroids = static_cast<const faiss::IndexFlat*>(lists_->quantizer);
  std::vector<float> scores(lists_->nlist);
  InnerProducts(query, centroids->get_xb(), scores);
  TopDocs nearest(lists_->nprobe);
  for (size_t list = 0; list < scores.size(); ++list) nearest.Add({list, scores[list]});
  const bool any_dead = live.AnyDead(first_doc(), last_doc());
  for (const ScoredDoc& list : nearest.Take()) {
    const size_t count = lists_->invlists->list_size(list.doc);
    if (count == 0) continue;
    faiss::InvertedLists::ScopedCodes codes(lists_->invlists, list.doc);
    const faiss::InvertedLists::ScopedIds rows(lists_->invlists, list.doc);
    scores.resize(std::max(scores.size(), count));
    InnerProducts(query, codes.get(), std::span(scores).first(count));
    for (size_t i = 0; i < count; ++i) {
      const uint64_t doc = docs_[RowAt(rows.ids, i)];
      if (!any_dead || live.Has(doc)) best.Add({doc, scores[i]});
    }
  }
}

// Graphs of this FAISS know no selector: they are asked for more, until k of the living came.
void VectorSegment::SearchIndex(std::span<const float> query, const LiveDocs& live, size_t k, TopDocs& best) const {
  const bool any_dead = live.AnyDead(first_doc(), last_doc());
  const auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index_.get());
  const LiveRows selector(live, docs_);
  faiss::IVFSearchParameters parameters;
  if (ivf != nullptr) parameters.nprobe = ivf->nprobe;
  parameters.sel = const_cast<LiveRows*>(&selector);
  const bool by_selector = any_dead && ivf != nullptr;
  for (size_t wanted = std::min(k, docs_.size());; wanted = std::min(2 * wanted, docs_.size())) {
    std::vector<float> scores(wanted);
    std::vector<FaissId> rows(wanted);
    index_->search(1, query.data(), static_cast<FaissId>(wanted), scores.data(), rows.data(),
                   by_selector ? &parameters : nullptr);
    std::vector<ScoredDoc> living;
    for (size_t i = 0; i < wanted && rows[i] >= 0; ++i) {
      const uint64_t doc = docs_[static_cast<size_t>(rows[i])];
      if (!any_dead || live.Has(doc)) living.push_back({doc, scores[i]});
    }
    if (living.size() < k && wanted < docs_.size() && any_dead && !by_selector) continue;
    for (const ScoredDoc& doc : living) best.Add(doc);
    return;
  }
}

void VectorSegment::SearchRaw(std::span<const float> query, size_t k, std::vector<float>& scores,
                              std::vector<int64_t>& rows) const {
  scores.resize(k);
  rows.resize(k);
  LETHE_CHECK(index_ != nullptr, "a mapped flat segment has no FAISS index: search its InMemory()");
  index_->search(1, query.data(), static_cast<FaissId>(k), scores.data(), rows.data());
}

std::unique_ptr<VectorSegment> VectorSegment::InMemory() const {
  LETHE_CHECK(rows_ != nullptr, "only flat segments are copied");
  std::vector<float> rows(docs_.size() * dimension_);
  std::memcpy(rows.data(), rows_, rows.size() * sizeof(float));
  return std::make_unique<VectorSegment>(docs_, rows, dimension_);
}

bool VectorSegment::Holds(uint64_t doc) const {
  return std::binary_search(docs_.begin(), docs_.end(), doc);
}

bool VectorSegment::exact_rows() const {
  return rows_ != nullptr || dynamic_cast<const faiss::IndexIVFFlat*>(index_.get()) != nullptr ||
         dynamic_cast<const faiss::IndexHNSWFlat*>(index_.get()) != nullptr;
}

void VectorSegment::ForEachRow(const std::function<void(uint64_t doc, const float* row)>& visit) const {
  std::vector<float> row(dimension_);
  if (const auto* ivf = dynamic_cast<const faiss::IndexIVFFlat*>(index_.get())) {
    for (size_t list = 0; list < ivf->nlist; ++list) {
      const size_t count = ivf->invlists->list_size(list);
      if (count == 0) continue;
      faiss::InvertedLists::ScopedCodes codes(ivf->invlists, list);
      const faiss::InvertedLists::ScopedIds rows(ivf->invlists, list);
      for (size_t i = 0; i < count; ++i) {
        std::memcpy(row.data(), codes.get() + i * ivf->code_size, ivf->code_size);
        visit(docs_[RowAt(rows.ids, i)], row.data());
      }
    }
    return;
  }
  const bool exact = exact_rows();
  for (size_t i = 0; i < docs_.size(); ++i) {
    if (rows_ != nullptr) {
      std::memcpy(row.data(), rows_ + i * dimension_ * sizeof(float), dimension_ * sizeof(float));
    } else if (exact) {
      index_->reconstruct(static_cast<FaissId>(i), row.data());
    }
    visit(docs_[i], exact ? row.data() : nullptr);
  }
}

size_t VectorSegment::memory_bytes() const {
  const size_t docs = docs_.size() * sizeof(uint64_t);
  if (index_ == nullptr) return docs;
  if (const auto* ivf = dynamic_cast<const faiss::IndexIVF*>(index_.get())) {
    const bool mapped = dynamic_cast<const faiss::OnDiskInvertedLists*>(ivf->invlists) != nullptr;
    const size_t lists = mapped ? 0 : docs_.size() * (ivf->code_size + sizeof(FaissId));
    return docs + lists + ivf->nlist * dimension_ * sizeof(float);
  }
  const auto* hnsw = dynamic_cast<const faiss::IndexHNSW*>(index_.get());
  if (hnsw == nullptr) return docs + docs_.size() * index_->sa_code_size();
  return docs + hnsw->hnsw.neighbors.size() * sizeof(int32_t) + docs_.size() * dimension_ * sizeof(float);
}

}  // namespace lethe

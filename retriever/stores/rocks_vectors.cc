#include "retriever/stores/rocks_vectors.h"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/log.h"
#include "retriever/indexes/index_kind.h"
#include "retriever/stores/vector_record.h"

namespace lethe {
namespace {

constexpr uint64_t kNoEnd = ~uint64_t{0};
constexpr size_t kRowsAtATime = 16384;
constexpr size_t kTuningRows = 64;

void Tell(const RocksVectors::Progress& progress, const std::string& step, size_t done, size_t all) {
  if (progress) progress(step, all == 0 ? 1 : static_cast<double>(done) / static_cast<double>(all));
}

// Every n-th row, so that at most `wanted` come.
class Sample {
 public:
  Sample(size_t rows, size_t wanted) : step_(wanted == 0 ? 0 : std::max<size_t>(1, (rows + wanted - 1) / wanted)) {}
  void Offer(std::span<const float> row) {
    if (step_ > 0 && seen_++ % step_ == 0) rows_.insert(rows_.end(), row.begin(), row.end());
  }
  std::vector<float> Take() { return std::move(rows_); }

 private:
  size_t step_;
  size_t seen_ = 0;
  std::vector<float> rows_;
};

}  // namespace

RocksVectors::RocksVectors(const Path& folder, std::shared_ptr<RocksDb> db, size_t dimension, OpenMode mode)
    : folder_(folder), db_(std::move(db)), dimension_(dimension), mode_(mode), index_(dimension) {}

void RocksVectors::ForEachStored(uint64_t begin, uint64_t end, const rocksdb::Snapshot* snapshot,
                                 const VisitRow& visit) const {
  std::vector<float> row(dimension_);
  db_->Scan(
      Family::kVectors, {}, snapshot,
      [&](std::string_view key, std::string_view value) {
        const uint64_t doc = DocOfKey(key);
        if (doc >= end) return false;
        DecodeVector(value, doc, row);
        visit(doc, row);
        return true;
      },
      DocKey(begin));
}

std::vector<SegmentRecord> RocksVectors::Records() const {
  std::vector<SegmentRecord> records;
  db_->Scan(Family::kManifest, kSegmentPrefix, nullptr, [&records](std::string_view, std::string_view value) {
    records.push_back(DecodeSegment(value));
    return true;
  });
  return records;
}

void RocksVectors::Recover() {
  uint64_t next = 0;
  for (const SegmentRecord& record : Records()) {
    // Where a segment could not be kept there is a gap.
    if (record.begin > next) AdoptIfAny(MakeAgain({next, record.begin, 0, 0, NextGeneration()}));
    AdoptIfAny(Load(record));
    next = record.end;
  }
  if (mode_ != OpenMode::kRead) RemoveStrayFiles();
  ForEachStored(next, kNoEnd, nullptr, [this](uint64_t doc, std::span<const float> row) { Add(doc, row); });
}

void RocksVectors::AdoptIfAny(std::shared_ptr<const VectorSegment> segment) {
  if (segment != nullptr) index_.Adopt(std::move(segment));
}

std::shared_ptr<const VectorSegment> RocksVectors::FromFile(const SegmentRecord& record) const {
  return VectorSegment::Load(folder_ / SegmentFileName(record), record.checksum, dimension_);
}

std::shared_ptr<const VectorSegment> RocksVectors::Load(const SegmentRecord& record) {
  try {
    return FromFile(record);
  } catch (const Error& error) {
    LogWarning(error.what(), "; making it again from the database");
  }
  return MakeAgain(record);
}

// Flat, whatever it was: the next compaction chooses the kind.
std::shared_ptr<const VectorSegment> RocksVectors::MakeAgain(const SegmentRecord& record) {
  std::vector<uint64_t> docs;
  std::vector<float> rows;
  ForEachStored(record.begin, record.end, nullptr, [&](uint64_t doc, std::span<const float> row) {
    docs.push_back(doc);
    rows.insert(rows.end(), row.begin(), row.end());
  });
  if (docs.empty()) return nullptr;
  auto segment = std::make_shared<const VectorSegment>(docs, rows, dimension_);
  if (mode_ == OpenMode::kRead) return segment;
  SegmentRecord fixed = record;
  fixed.rows = docs.size();
  fixed.checksum = segment->Save(folder_ / SegmentFileName(record));
  rocksdb::WriteBatch batch;
  batch.Put(db_->family(Family::kManifest), SegmentKey(record.begin), EncodeSegment(fixed));
  db_->Write(batch);
  return segment;
}

// A crash between writing a segment and recording it leaves a file that nobody names.
void RocksVectors::RemoveStrayFiles() const {
  std::set<std::string> known;
  for (const SegmentRecord& record : Records()) known.insert(SegmentFileName(record));
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (!known.contains(entry.path().filename().string())) std::filesystem::remove(entry.path());
  }
}

void RocksVectors::Add(uint64_t doc, std::span<const float> row) {
  index_.Add(doc, row);
  if (!index_.full()) return;
  index_.Seal();
  if (mode_ != OpenMode::kRead) KeepNewest();
}

uint64_t RocksVectors::NextGeneration() const {
  uint64_t newest = 0;
  for (const SegmentRecord& record : Records()) newest = std::max(newest, record.generation + 1);
  return newest;
}

SegmentRecord RocksVectors::WriteFile(const VectorSegment& segment, uint64_t generation) const {
  SegmentRecord record{segment.first_doc(), segment.last_doc() + 1, segment.docs().size(), 0, generation};
  record.checksum = segment.Save(folder_ / SegmentFileName(record));
  return record;
}

// The facts are durable already, so a segment that cannot be written costs the next open some time and nothing else.
void RocksVectors::KeepNewest() {
  const std::shared_ptr<const VectorSegment> segment = index_.View().segments.back();
  try {
    const SegmentRecord record = WriteFile(*segment, 0);
    rocksdb::WriteBatch batch;
    batch.Put(db_->family(Family::kManifest), SegmentKey(record.begin), EncodeSegment(record));
    db_->Write(batch);
    index_.ReplaceNewest(FromFile(record));
  } catch (const Error& error) {
    LogWarning("vector segment not kept, it will be made again at the next start: ", error.what());
  }
}

RocksVectors::Run RocksVectors::BeginJoin() {
  Run run;
  run.sealed = index_.has_fresh();
  if (run.sealed) index_.Seal();
  run.parts = index_.View().segments;
  run.segments = run.parts.size();
  run.end = run.segments == 0 ? 0 : run.parts.back()->last_doc() + 1;
  return run;
}

bool RocksVectors::IsJoined(const Run& run, const std::string& factory, const LiveDocs& live) {
  if (run.segments == 0) return true;
  if (run.segments != 1 || run.sealed || run.parts[0]->kind() != factory) return false;
  const std::vector<uint64_t>& docs = run.parts[0]->docs();
  return std::all_of(docs.begin(), docs.end(), [&live](uint64_t doc) { return live.Has(doc); });
}

std::shared_ptr<const VectorSegment> RocksVectors::Build(const Run& run, const rocksdb::Snapshot* snapshot,
                                                         const IndexConfig& config, const Progress& progress) const {
  std::vector<uint64_t> docs;
  ForEachStored(0, run.end, snapshot, [&docs](uint64_t doc, std::span<const float>) { docs.push_back(doc); });
  if (docs.empty()) return nullptr;
  IndexBuilder builder(IndexFactoryFor(config, docs.size(), dimension_), dimension_);
  if (const size_t wanted = builder.TrainingRows(docs.size()); wanted > 0) {
    Tell(progress, "training the vector index", 0, 1);
    Sample sample(docs.size(), wanted);
    ForEachStored(0, run.end, snapshot, [&sample](uint64_t, std::span<const float> row) { sample.Offer(row); });
    builder.Train(sample.Take());
  }
  Sample queries(docs.size(), kTuningRows);
  std::vector<float> rows;
  size_t added = 0;
  const auto flush = [&] {
    if (rows.empty()) return;
    builder.Add(rows);
    added += rows.size() / dimension_;
    rows.clear();
    Tell(progress, "indexing vectors", added, docs.size());
  };
  ForEachStored(0, run.end, snapshot, [&](uint64_t, std::span<const float> row) {
    queries.Offer(row);
    rows.insert(rows.end(), row.begin(), row.end());
    if (rows.size() == kRowsAtATime * dimension_) flush();
  });
  flush();
  builder.Tune(queries.Take(), config.recall());
  return builder.Finish(std::move(docs));
}

RocksVectors::Kept RocksVectors::Keep(std::shared_ptr<const VectorSegment> segment) const {
  if (segment == nullptr) return {};
  const SegmentRecord record = WriteFile(*segment, NextGeneration());
  return {record, FromFile(record)};
}

std::vector<Path> RocksVectors::FinishJoin(const Run& run, Kept kept) {
  rocksdb::WriteBatch batch;
  std::vector<Path> old_files;
  for (const SegmentRecord& record : Records()) {
    if (record.begin >= run.end) continue;
    batch.Delete(db_->family(Family::kManifest), SegmentKey(record.begin));
    old_files.push_back(folder_ / SegmentFileName(record));
  }
  if (kept.segment != nullptr)
    batch.Put(db_->family(Family::kManifest), SegmentKey(kept.record.begin), EncodeSegment(kept.record));
  db_->Write(batch);
  index_.ReplaceOldest(run.segments, std::move(kept.segment));
  return old_files;
}

}  // namespace lethe

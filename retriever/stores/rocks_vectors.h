// The vector segments of a RocksDB store: their files, their records in the manifest, and their making again.
//
// RocksDB has every vector; a segment file holds a run of them a second time, for searching. A file that is absent,
// damaged or unfinished is made again from RocksDB, without embedding anything.
// Threads: changes under the store's writer lock; Build and Keep without it, in one thread at a time.
// Cost: Build holds the new index and a training sample in memory; a kept segment is read from its mapped file.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "proto/retrieval.pb.h"
#include "retriever/indexes/vector_index.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/rocks_records.h"

namespace lethe {

class RocksVectors {
 public:
  using Progress = std::function<void(const std::string& step, double done)>;

  RocksVectors(const Path& folder, std::shared_ptr<RocksDb> db, size_t dimension, OpenMode mode);

  // Loads what the manifest names and takes the rest from RocksDB.
  void Recover();
  void Add(uint64_t doc, std::span<const float> row);
  VectorView View() const { return index_.View(); }

  // What a compaction joins: the oldest `segments` of them, documents below `end`.
  struct Run {
    bool sealed = false;  // the newest part has no file yet
    size_t segments = 0;
    uint64_t end = 0;
    std::vector<std::shared_ptr<const VectorSegment>> parts;
  };
  // Seals what is fresh.
  Run BeginJoin();
  // True when the run is one segment of this kind already, without a document that `live` lacks.
  static bool IsJoined(const Run& run, const std::string& factory, const LiveDocs& live);
  // One segment with the vectors that the snapshot has of the run; null when there are none.
  std::shared_ptr<const VectorSegment> Build(const Run& run, const rocksdb::Snapshot* snapshot,
                                             const IndexConfig& config, const Progress& progress) const;
  // A segment in its file, which the manifest does not name yet; empty where there was none to keep.
  struct Kept {
    SegmentRecord record;
    std::shared_ptr<const VectorSegment> segment;
  };
  Kept Keep(std::shared_ptr<const VectorSegment> segment) const;
  // Puts the segment in the place of the run. Returns the files that nobody names any more.
  std::vector<Path> FinishJoin(const Run& run, Kept kept);

 private:
  using VisitRow = std::function<void(uint64_t doc, std::span<const float> row)>;

  void ForEachStored(uint64_t begin, uint64_t end, const rocksdb::Snapshot* snapshot, const VisitRow& visit) const;
  std::vector<SegmentRecord> Records() const;
  std::shared_ptr<const VectorSegment> Load(const SegmentRecord& record);
  std::shared_ptr<const VectorSegment> MakeAgain(const SegmentRecord& record);
  void AdoptIfAny(std::shared_ptr<const VectorSegment> segment);
  void RemoveStrayFiles() const;
  void KeepNewest();
  uint64_t NextGeneration() const;
  SegmentRecord WriteFile(const VectorSegment& segment, uint64_t generation) const;
  std::shared_ptr<const VectorSegment> FromFile(const SegmentRecord& record) const;

  Path folder_;
  std::shared_ptr<RocksDb> db_;
  size_t dimension_;
  OpenMode mode_;
  VectorIndex index_;
};

}  // namespace lethe

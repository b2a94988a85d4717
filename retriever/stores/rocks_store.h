// The default store: RocksDB as system of record, FAISS segments beside it.
//
// Every change is one RocksDB batch, acknowledged after the write-ahead log is on the disk: facts, exact keys,
// postings, vectors, tombstones and counters change together or not at all. What is in memory (vector segments,
// deaths) follows from RocksDB and is made again from it at open, so a crash at any moment leaves nothing to repair.
// Cost: a put costs one fsync; opening reads the segment files (or, where they are absent, the vectors) once.
#pragma once

#include <memory>
#include <mutex>

#include "proto/retrieval.pb.h"
#include "retriever/stores/rocks_snapshot.h"
#include "retriever/stores/store.h"

namespace lethe {

class RocksStore : public FactStore {
 public:
  // `config` is resolved (stores/store_folder.h); the folder's marker has been read. `fingerprint` and `dimension` are
  // the embedder's.
  static std::unique_ptr<RocksStore> Open(const Path& dir, const StoreConfig& config, const std::string& fingerprint,
                                          size_t dimension, OpenMode mode);
  ~RocksStore() override;

  PutOutcome Put(std::span<const PreparedFact> facts) override;
  uint64_t Erase(std::span<const std::string> ids) override;
  uint64_t EraseSubject(const std::string& subject_key) override;
  uint64_t EraseSource(const std::string& source) override;
  std::shared_ptr<const StoreSnapshot> Pin() const override;

 private:
  class Change;
  RocksStore(const Path& dir, Bm25Config bm25, size_t dimension, OpenMode mode);

  void CheckFingerprint(const std::string& fingerprint);
  void RecoverDeaths();
  void RecoverVectors();
  std::shared_ptr<const VectorSegment> LoadSegment(const SegmentRecord& record);
  std::shared_ptr<const VectorSegment> RebuildSegment(const SegmentRecord& record);
  void AdoptIfAny(std::shared_ptr<const VectorSegment> segment);
  std::vector<SegmentRecord> SegmentRecords() const;
  void RemoveStrayFiles();
  void AddVector(uint64_t doc, std::span<const float> row);
  void KeepSegment(const VectorSegment& segment);
  void CheckWritable() const;
  uint64_t EraseDocs(const std::vector<uint64_t>& docs);
  // Writes the change, then shows it to the next Pin.
  void Commit(Change& change);
  void Publish();

  Path dir_;
  Bm25Config bm25_;
  size_t dimension_;
  OpenMode mode_;
  std::shared_ptr<RocksDb> db_;
  std::shared_ptr<DocLife> life_ = std::make_shared<DocLife>();
  VectorIndex vectors_;
  StoreState state_;

  std::mutex writer_;              // one change at a time; guards everything above
  mutable std::mutex publishing_;  // guards current_
  std::shared_ptr<const RocksSnapshot> current_;
};

}  // namespace lethe

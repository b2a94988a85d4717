// The default store: RocksDB as system of record, FAISS segments beside it.
//
// Every change is one RocksDB batch, acknowledged after the write-ahead log is on the disk: facts, exact keys,
// postings, vectors, tombstones, history and counters change together or not at all. What is in memory (vector
// segments, deaths) follows from RocksDB and is made again from it at open, so a crash at any moment leaves nothing to
// repair. A compaction is a sequence of such batches, each of which leaves a whole store.
// Cost: a put costs one fsync; opening maps the segment files (or, where they are absent, reads the vectors) once. A
// compaction holds the writer's lock for slices of some milliseconds.
#pragma once

#include <memory>
#include <mutex>

#include "proto/retrieval.pb.h"
#include "retriever/stores/rocks_change.h"
#include "retriever/stores/rocks_snapshot.h"
#include "retriever/stores/rocks_vectors.h"
#include "retriever/stores/store.h"

namespace lethe {

class RocksStore : public FactStore {
 public:
  // `config` is resolved (stores/store_folder.h); the folder's marker has been read. `fingerprint` and `dimension` are
  // the embedder's. `env` as RocksDb::Open takes it.
  static std::unique_ptr<RocksStore> Open(const Path& dir, const StoreConfig& config, const std::string& fingerprint,
                                          size_t dimension, OpenMode mode, rocksdb::Env* env = nullptr);
  ~RocksStore() override;

  PutOutcome Apply(std::span<const PreparedFact> facts, std::span<const std::string> gone, const std::string& note,
                   std::optional<uint64_t> planned_on) override;
  uint64_t Erase(std::span<const std::string> ids) override;
  uint64_t EraseSubject(const std::string& subject_key) override;
  uint64_t EraseSource(const std::string& source) override;
  uint64_t EraseWhere(const std::function<bool(const v1::Fact&)>& fits) override;
  std::shared_ptr<const StoreSnapshot> Pin() const override;

  std::vector<StoreVersion> Versions() const override;
  UndoPlan Undo(uint64_t version) const override;
  CompactReport Compact(const CompactOptions& options) override;
  bool WantsCompaction(const IndexConfig& index) const override;
  void Snapshot(const Path& dir) override;
  std::vector<DeletionTrace> Deletions(const std::string& id) const override;
  void PurgeUndo(const std::string& id) override;

 private:
  RocksStore(const Path& dir, Bm25Config bm25, size_t dimension, OpenMode mode, rocksdb::Env* env);

  void CheckFingerprint(const std::string& fingerprint);
  void RecoverDeaths();
  void CheckWritable() const;
  std::vector<uint64_t> DocsOf(std::span<const std::string> ids) const;
  uint64_t EraseDocs(const std::vector<uint64_t>& docs, const std::string& note);
  void RemoveDocs(const std::vector<uint64_t>& docs, RocksChange& change) const;
  // Writes the change, then shows it to the next Pin.
  void Commit(RocksChange& change, uint64_t updated);
  void Publish();
  std::shared_ptr<const RocksSnapshot> current() const;

  void JoinSegments(const CompactOptions& options, CompactReport& report);
  std::vector<uint64_t> DeadDocs() const;
  void DropDead(const std::vector<uint64_t>& dead, const CompactOptions& options, CompactReport& report);

  Path dir_;
  Bm25Config bm25_;
  OpenMode mode_;
  std::shared_ptr<RocksDb> db_;
  std::shared_ptr<DocLife> life_ = std::make_shared<DocLife>();
  RocksVectors vectors_;
  StoreState state_;

  std::mutex compacting_;          // one compaction at a time; taken before writer_
  std::mutex writer_;              // one change at a time; guards everything above
  mutable std::mutex publishing_;  // guards current_
  std::shared_ptr<const RocksSnapshot> current_;
};

}  // namespace lethe

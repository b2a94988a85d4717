// RocksStore's compaction: one vector segment, no dead document, files rewritten.
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <unordered_set>

#include "base/error.h"
#include "retriever/indexes/index_kind.h"
#include "retriever/lexical/postings.h"
#include "retriever/stores/rocks_history.h"
#include "retriever/stores/rocks_store.h"
#include "retriever/stores/store_copy.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

constexpr size_t kListsAtATime = 2048;

void Tell(const CompactOptions& options, const std::string& step, double done) {
  if (options.progress) options.progress(step, done);
}

// Posting lists without the dead, some at a time; the writer may change lists in between.
class PostingSweep {
 public:
  PostingSweep(RocksDb& db, const std::vector<uint64_t>& dead) : db_(db), dead_(dead.begin(), dead.end()) {
    for (const uint64_t doc : dead) chunks_.insert(doc / kChunkDocs);
  }

  // False when all lists were seen. The caller holds the writer's lock.
  bool Step() {
    rocksdb::WriteBatch batch;
    size_t seen = 0;
    bool more = false;
    db_.Scan(
        Family::kPostings, {}, nullptr,
        [&](std::string_view key, std::string_view bytes) {
          if (++seen > kListsAtATime) {
            next_ = key;
            more = true;
            return false;
          }
          if (chunks_.contains(DocOfKey(key))) Sweep(key, bytes, batch);
          return true;
        },
        next_);
    if (batch.Count() > 0) db_.Write(batch);
    return more;
  }
  uint64_t dropped() const { return dropped_; }

 private:
  void Sweep(std::string_view key, std::string_view bytes, rocksdb::WriteBatch& batch) {
    std::vector<Posting> postings;
    DecodePostings(bytes, DocOfKey(key), postings);
    const size_t dropped = std::erase_if(postings, [this](const Posting& p) { return dead_.contains(p.doc); });
    if (dropped == 0) return;
    dropped_ += dropped;
    if (postings.empty()) {
      batch.Delete(db_.family(Family::kPostings), key);
    } else {
      batch.Put(db_.family(Family::kPostings), key, EncodePostings(postings));
    }
  }

  RocksDb& db_;
  std::unordered_set<uint64_t> dead_;
  std::unordered_set<uint64_t> chunks_;
  std::string next_;
  uint64_t dropped_ = 0;
};

}  // namespace

CompactReport RocksStore::Compact(const CompactOptions& options) {
  CheckWritable();
  const std::lock_guard compacting(compacting_);
  CompactReport report;
  report.bytes_before = BytesUnder(dir_);
  report.segments_before = current()->vectors().segments.size() + (current()->vectors().fresh_count > 0 ? 1 : 0);
  // What dies from here on stays in the segment and the lists, and keeps its tombstone.
  std::vector<uint64_t> dead;
  {
    const std::lock_guard lock(writer_);
    dead = DeadDocs();
  }
  JoinSegments(options, report);
  DropDead(dead, options, report);
  {
    const std::lock_guard lock(writer_);
    TrimHistory(*db_, state_.version, options.keep_versions);
    Publish();  // a snapshot of RocksDB holds back what was deleted before it
  }
  if (options.rewrite_files) {
    Tell(options, "rewriting files", 0);
    db_->CompactAll();
  }
  const StoreStats stats = current()->Stats();
  report.segments_after = stats.segments;
  report.bytes_after = stats.bytes;
  report.index = stats.index;
  report.version = stats.version;
  return report;
}

void RocksStore::JoinSegments(const CompactOptions& options, CompactReport& report) {
  RocksVectors::Run run;
  std::shared_ptr<const RocksSnapshot> pinned;
  {
    const std::lock_guard lock(writer_);
    run = vectors_.BeginJoin();
    Publish();
    pinned = current();
  }
  const std::string factory = IndexFactoryFor(options.index, pinned->state().facts, pinned->vectors().dimension);
  if (RocksVectors::IsJoined(run, factory, {life_.get(), pinned->version()})) return;
  // Written before the lock is taken: the file can be gigabytes, and changes wait for nobody.
  RocksVectors::Kept kept = vectors_.Keep(vectors_.Build(run, pinned->snapshot(), options.index, options.progress));
  std::vector<Path> old_files;
  {
    const std::lock_guard lock(writer_);
    old_files = vectors_.FinishJoin(run, std::move(kept));
    Publish();
  }
  // Readers that hold the old segments keep their mapped files, also without a name.
  for (const Path& file : old_files) std::filesystem::remove(file);
}

std::vector<uint64_t> RocksStore::DeadDocs() const {
  std::vector<uint64_t> dead;
  db_->Scan(Family::kTombstones, {}, nullptr, [&dead](std::string_view key, std::string_view) {
    dead.push_back(DocOfKey(key));
    return true;
  });
  return dead;
}

void RocksStore::DropDead(const std::vector<uint64_t>& dead, const CompactOptions& options, CompactReport& report) {
  if (dead.empty()) return;
  Tell(options, "dropping deleted facts from posting lists", 0);
  PostingSweep sweep(*db_, dead);
  for (bool more = true; more;) {
    const std::lock_guard lock(writer_);
    more = sweep.Step();
  }
  const std::lock_guard lock(writer_);
  rocksdb::WriteBatch batch;
  for (const uint64_t doc : dead) batch.Delete(db_->family(Family::kTombstones), DocKey(doc));
  StoreState after = state_;
  after.tombstones -= std::min<uint64_t>(after.tombstones, dead.size());
  batch.Put(db_->family(Family::kManifest), kStateKey, EncodeState(after));
  db_->Write(batch);
  state_ = after;
  report.dropped_postings = sweep.dropped();
  report.dropped_tombstones = dead.size();
  Publish();
}

bool RocksStore::WantsCompaction(const IndexConfig& index) const {
  const std::shared_ptr<const RocksSnapshot> now = current();
  const StoreState& state = now->state();
  if (PaysToDrop(state.tombstones, state.facts)) return true;
  if (state.facts <= index.exact_rows()) return false;
  uint64_t one_by_one = now->vectors().fresh_count;
  for (const auto& segment : now->vectors().segments) {
    if (segment->kind() == "Flat") one_by_one += segment->docs().size();
  }
  return one_by_one > index.exact_rows() && index.factory() != "Flat";
}

}  // namespace lethe

#include "retriever/stores/rocks_history.h"

#include <rocksdb/write_batch.h>

#include <map>
#include <unordered_map>

#include "base/error.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

std::optional<VersionRecord> ReadVersion(const RocksDb& db, uint64_t version, const rocksdb::Snapshot* snapshot) {
  const std::optional<std::string> bytes = db.Get(Family::kHistory, HistoryKey(version), snapshot);
  if (!bytes) return std::nullopt;
  return DecodeVersion(*bytes);
}

// Stores made before there was a history can go back to the version with which it began.
uint64_t OldestReturn(const RocksDb& db, uint64_t newest) {
  const std::optional<std::string> kept = db.Get(Family::kManifest, kUndoFromKey, nullptr);
  if (kept) return DocOfKey(*kept);
  uint64_t first = newest + 1;
  db.Scan(Family::kHistory, {}, nullptr, [&first](std::string_view key, std::string_view) {
    first = VersionOfHistoryKey(key);
    return false;
  });
  return first == 0 ? 0 : first - 1;
}

// Walks from the newest version to the one wanted; the oldest word on an id counts.
class UndoWalk {
 public:
  UndoWalk(const RocksDb& db, const RocksSnapshot& now) : db_(db), now_(now) {}

  void StepBack(const VersionRecord& record) {
    std::vector<std::pair<std::string, std::string>> removed;  // id, bytes
    db_.Scan(Family::kHistory, HistoryKey(record.version), now_.snapshot(),
             [&](std::string_view key, std::string_view bytes) {
               if (IsUndoKey(key)) ReadUndo(DocOfKey(key), bytes, removed);
               return true;
             });
    ForgetAdded(record);
    for (auto& [id, bytes] : removed) before_[id] = std::move(bytes);
    oldest_doc_ = record.first_doc;
  }

  UndoPlan Plan() const {
    UndoPlan plan;
    for (const auto& [id, bytes] : before_) {
      if (bytes) {
        plan.restore.push_back(ParseFact(*bytes, 0));
      } else {
        plan.erase.push_back(id);
      }
    }
    for (const uint64_t doc : purged_) plan.purged += doc < oldest_doc_;
    return plan;
  }

 private:
  void ReadUndo(uint64_t doc, std::string_view bytes, std::vector<std::pair<std::string, std::string>>& removed) {
    if (bytes.empty()) {
      purged_.push_back(doc);
      return;
    }
    const std::string id = ParseFact(bytes, doc).id();
    id_of_gone_[doc] = id;
    removed.emplace_back(id, bytes);
  }

  void ForgetAdded(const VersionRecord& record) {
    for (uint64_t doc = record.first_doc; doc < record.end_doc; ++doc) {
      if (const auto gone = id_of_gone_.find(doc); gone != id_of_gone_.end()) before_[gone->second] = std::nullopt;
    }
    db_.Scan(
        Family::kFacts, {}, now_.snapshot(),
        [&](std::string_view key, std::string_view bytes) {
          const uint64_t doc = DocOfKey(key);
          if (doc >= record.end_doc) return false;
          before_[ParseFact(bytes, doc).id()] = std::nullopt;
          return true;
        },
        DocKey(record.first_doc));
  }

  const RocksDb& db_;
  const RocksSnapshot& now_;
  std::map<std::string, std::optional<std::string>> before_;  // id -> bytes at that version, nothing if absent
  std::unordered_map<uint64_t, std::string> id_of_gone_;
  std::vector<uint64_t> purged_;
  uint64_t oldest_doc_ = 0;  // documents below were there at that version, if they were not removed
};

}  // namespace

std::vector<StoreVersion> ReadVersions(const RocksDb& db, uint64_t newest) {
  const uint64_t oldest = OldestReturn(db, newest);
  std::vector<StoreVersion> versions;
  db.Scan(Family::kHistory, {}, nullptr, [&](std::string_view key, std::string_view bytes) {
    if (IsUndoKey(key)) return true;
    const VersionRecord r = DecodeVersion(bytes);
    const bool can_return = r.version >= oldest && r.version < newest;
    versions.push_back({r.version, r.time_ms, r.added, r.updated, r.removed, r.facts, r.note, can_return});
    return true;
  });
  return versions;
}

UndoPlan PlanUndo(const RocksDb& db, const RocksSnapshot& now, uint64_t version) {
  CheckReturn(version, OldestReturn(db, now.version()), now.version(), "restore a snapshot");
  UndoWalk walk(db, now);
  for (uint64_t v = now.version(); v > version; --v) {
    const std::optional<VersionRecord> record = ReadVersion(db, v, now.snapshot());
    if (!record) throw Error(Code::kDataLoss, StrCat("damaged store: the history has no record of version ", v));
    walk.StepBack(*record);
  }
  UndoPlan plan = walk.Plan();
  plan.from = now.version();
  return plan;
}

uint64_t TrimHistory(RocksDb& db, uint64_t newest, uint64_t keep) {
  const uint64_t oldest = newest > keep ? newest - keep : 0;
  if (oldest <= OldestReturn(db, newest)) return 0;
  rocksdb::WriteBatch batch;
  uint64_t dropped = 0;
  db.Scan(Family::kHistory, {}, nullptr, [&](std::string_view key, std::string_view) {
    if (VersionOfHistoryKey(key) > oldest) return false;
    if (!IsUndoKey(key)) return true;
    batch.Delete(db.family(Family::kHistory), key);
    ++dropped;
    return true;
  });
  batch.Put(db.family(Family::kManifest), kUndoFromKey, DocKey(oldest));
  db.Write(batch);
  return dropped;
}

uint64_t VersionThatPut(const RocksDb& db, uint64_t doc) {
  uint64_t version = 0;
  db.Scan(Family::kHistory, {}, nullptr, [&](std::string_view key, std::string_view bytes) {
    if (IsUndoKey(key)) return true;
    const VersionRecord record = DecodeVersion(bytes);
    if (record.first_doc <= doc && doc < record.end_doc) version = record.version;
    return version == 0;
  });
  return version;
}

std::vector<DeletionTrace> ReadDeletions(const RocksDb& db, const std::string& id_hash) {
  std::vector<DeletionTrace> traces;
  db.Scan(Family::kDeletions, id_hash, nullptr, [&](std::string_view, std::string_view bytes) {
    DeletionRecord record = DecodeDeletion(bytes);
    std::optional<std::string> undo = db.Get(Family::kHistory, UndoKey(record.version, record.doc), nullptr);
    traces.push_back({record.doc, record.version, record.time_ms, std::move(record.digest), undo.value_or("")});
    return true;
  });
  return traces;
}

uint64_t PurgeUndoOf(RocksDb& db, const std::string& id_hash) {
  rocksdb::WriteBatch batch;
  for (const DeletionTrace& trace : ReadDeletions(db, id_hash)) {
    if (trace.bytes.empty()) continue;
    batch.Put(db.family(Family::kHistory), UndoKey(trace.version, trace.doc), rocksdb::Slice());
  }
  if (batch.Count() > 0) db.Write(batch);
  return static_cast<uint64_t>(batch.Count());
}

}  // namespace lethe

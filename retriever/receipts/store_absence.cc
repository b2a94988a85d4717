#include "retriever/receipts/store_absence.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "retriever/indexes/vector_segment.h"
#include "retriever/lexical/postings.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/rocks_snapshot.h"
#include "retriever/stores/snapshot_list.h"
#include "retriever/stores/store_folder.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

// Shorter strings are found everywhere by chance.
constexpr size_t kMinNeedleBytes = 8;

std::string ContentOf(v1::Fact fact) {
  fact.clear_id();
  return fact.SerializeAsString();
}

class Look {
 public:
  Look(const Path& store, const std::string& id, const std::vector<DeletionTrace>& traces)
      : store_(store), id_(id), traces_(traces), db_(RocksDb::Open(StoreDatabase(store), OpenMode::kWrite)) {
    for (const DeletionTrace& trace : traces) {
      docs_.insert(trace.doc);
      if (!trace.bytes.empty()) contents_.insert(ContentOf(ParseFact(trace.bytes, trace.doc)));
    }
  }

  AbsenceReport Run(const std::vector<Path>& except) {
    report_.id_absent = !db_->Get(Family::kIds, id_, nullptr).has_value();
    if (!report_.id_absent) report_.left.push_back("ids: the id leads to a fact");
    CheckFacts();
    constexpr std::array<std::pair<Family, const char*>, 5> kByDoc = {{{Family::kKeys, "keys"},
                                                                       {Family::kAliases, "aliases"},
                                                                       {Family::kSources, "sources"},
                                                                       {Family::kVectors, "vectors"},
                                                                       {Family::kTombstones, "tombstones"}}};
    for (const auto& [family, name] : kByDoc) CheckKeys(family, name);
    CheckPostings();
    CheckUndo();
    CheckSegments();
    CheckSnapshots();
    Scan(except);
    return std::move(report_);
  }

 private:
  // Also finds other facts with the same content.
  void CheckFacts() {
    db_->Scan(Family::kFacts, {}, nullptr, [this](std::string_view key, std::string_view bytes) {
      ++report_.records;
      const uint64_t doc = DocOfKey(key);
      const v1::Fact fact = ParseFact(bytes, doc);
      if (docs_.contains(doc) || fact.id() == id_) report_.left.push_back(StrCat("facts: number ", doc));
      if (!contents_.empty() && contents_.contains(ContentOf(fact))) report_.same_content.push_back(fact.id());
      return true;
    });
  }

  void CheckKeys(Family family, const char* name) {
    db_->Scan(family, {}, nullptr, [&](std::string_view key, std::string_view) {
      ++report_.records;
      if (docs_.contains(DocOfKey(key))) report_.left.push_back(StrCat(name, ": number ", DocOfKey(key)));
      return true;
    });
  }

  void CheckPostings() {
    std::vector<Posting> postings;
    std::set<uint64_t> chunks;
    for (const uint64_t doc : docs_) chunks.insert(doc / kChunkDocs);
    db_->Scan(Family::kPostings, {}, nullptr, [&](std::string_view key, std::string_view bytes) {
      ++report_.posting_lists;
      if (!chunks.contains(DocOfKey(key))) return true;
      postings.clear();
      DecodePostings(bytes, DocOfKey(key), postings);
      for (const Posting& posting : postings) {
        if (docs_.contains(posting.doc)) report_.left.push_back(StrCat("postings: number ", posting.doc));
      }
      return true;
    });
  }

  void CheckUndo() {
    for (const DeletionTrace& trace : traces_) {
      const auto undo = db_->Get(Family::kHistory, UndoKey(trace.version, trace.doc), nullptr);
      if (undo && !undo->empty()) report_.left.push_back(StrCat("history: version ", trace.version));
    }
  }

  void CheckSegments() {
    const size_t dimension = Dimension();
    db_->Scan(Family::kManifest, kSegmentPrefix, nullptr, [&](std::string_view, std::string_view bytes) {
      const SegmentRecord record = DecodeSegment(bytes);
      const Path file = StoreSegments(store_) / SegmentFileName(record);
      const auto segment = VectorSegment::Load(file, record.checksum, dimension);
      SegmentLook look{SegmentFileName(record), segment->kind(), segment->docs().size(), false};
      for (const uint64_t doc : docs_) look.holds = look.holds || segment->Holds(doc);
      if (look.holds) report_.left.push_back(StrCat("segment ", look.file));
      report_.segments.push_back(std::move(look));
      return true;
    });
  }

  size_t Dimension() const {
    return ReadStoreFingerprint(store_).dimension;
  }

  void CheckSnapshots() {
    for (const SnapshotEntry& entry : ReadSnapshotList(store_)) {
      SnapshotLook look{entry.path.string(), entry.version, false, false, false, ""};
      look.exists = std::filesystem::exists(StoreDatabase(entry.path) / "CURRENT");
      if (look.exists) LookInto(entry.path, look);
      report_.snapshots.push_back(std::move(look));
    }
  }

  void LookInto(const Path& snapshot, SnapshotLook& look) const {
    try {
      const auto db = RocksDb::Open(StoreDatabase(snapshot), OpenMode::kRead);
      look.holds = db->Get(Family::kIds, id_, nullptr).has_value();
      for (const DeletionTrace& trace : traces_) {
        const auto undo = db->Get(Family::kHistory, UndoKey(trace.version, trace.doc), nullptr);
        look.holds_undo = look.holds_undo || (undo && !undo->empty());
      }
    } catch (const Error& error) {
      look.problem = error.what();
    }
  }

  void Scan(const std::vector<Path>& except) {
    std::vector<Needle> needles;
    if (id_.size() >= kMinNeedleBytes) needles.push_back({"id", id_});
    for (const std::string& content : contents_) {
      const bool telling = content.size() >= kMinNeedleBytes && report_.same_content.empty();
      if (telling) needles.push_back({"content", content});
    }
    for (const Needle& needle : needles) report_.looked_for.push_back(needle.name);
    report_.scan = ScanFolder(store_, needles, except);
    report_.left.insert(report_.left.end(), report_.scan.found.begin(), report_.scan.found.end());
  }

  const Path store_;
  const std::string id_;
  const std::vector<DeletionTrace>& traces_;
  std::set<uint64_t> docs_;
  std::set<std::string> contents_;  // of the fact, as far as undo records still had them
  std::shared_ptr<RocksDb> db_;
  AbsenceReport report_;
};

}  // namespace

AbsenceReport LookForFact(const Path& store, const std::string& id, const std::vector<DeletionTrace>& traces,
                          const std::vector<Path>& except) {
  return Look(store, id, traces).Run(except);
}

}  // namespace lethe

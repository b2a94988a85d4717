// Looks for a fact that should be gone in every part of a store, without the code that deleted it.
//
// Looked at: the facts and every family of RocksDB by id and by document number, posting lists, vector segments, all
// files of the folder (receipts/byte_scan.h), and the snapshots that the store remembers.
// Errors: those of reading; kDataLoss for a damaged part.
// Threads: pure function; nobody may write to the store meanwhile.
// Cost: reads the store once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "retriever/receipts/byte_scan.h"
#include "retriever/stores/store.h"

namespace lethe {

struct SegmentLook {
  std::string file;
  std::string kind;
  uint64_t rows = 0;
  bool holds = false;
};

struct SnapshotLook {
  std::string path;
  uint64_t version = 0;
  bool exists = false;
  bool holds = false;       // as a fact of it
  bool holds_undo = false;  // in its undo records, after a deletion
  std::string problem;      // why it could not be looked into
};

struct AbsenceReport {
  bool id_absent = false;
  uint64_t records = 0;  // keys of RocksDB compared with the document numbers
  uint64_t posting_lists = 0;
  std::vector<std::string> left;  // what still names the fact: empty when it is gone
  std::vector<SegmentLook> segments;
  std::vector<std::string> looked_for;    // names of the needles
  std::vector<std::string> same_content;  // ids of other facts with the same content, which may stay
  ScanResult scan;
  std::vector<SnapshotLook> snapshots;
};

// `traces` are the store's own of the deletion (none for a fact that was never there); `except` are files that are left
// out of the raw scan, such as the receipt itself.
AbsenceReport LookForFact(const Path& store, const std::string& id, const std::vector<DeletionTrace>& traces,
                          const std::vector<Path>& except);

}  // namespace lethe

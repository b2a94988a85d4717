// A file system for RocksDB that fails when it is told to: a full disk, a sync that fails, a power cut.
//
// Threads: any; switches are seen by the next call.
#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <memory>

namespace lethe::testing {

struct FaultSwitches;

class FaultyFiles {
 public:
  FaultyFiles();
  ~FaultyFiles();
  FaultyFiles(const FaultyFiles&) = delete;
  FaultyFiles& operator=(const FaultyFiles&) = delete;

  // What RocksDB::Open takes. It must not outlive this object.
  rocksdb::Env* env() const { return env_.get(); }

  // So many more bytes can be written, then the disk is full; the write that meets the end writes what fits.
  void LeaveSpace(int64_t bytes);
  void GiveSpace();
  void FailSyncs(bool fail);
  // From here on nothing reaches the disk, and what was not synced is forgotten by the Restart.
  void CutPower();
  // Cuts every file back to what was synced before the cut. All databases on it must be closed.
  void Restart();

 private:
  std::shared_ptr<FaultSwitches> switches_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace lethe::testing

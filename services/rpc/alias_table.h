// Which store each serving name points at.
//
// A store is opened for reading, so that others may write to it meanwhile (what they wrote is seen after the next swap
// to it), and reopened for writing by the first change that comes through this table.
//
// Promise: Pin gives one version that stays whole for as long as it is held, whatever is swapped, written or unloaded
// meanwhile; a swap that fails leaves the alias where it was.
// Errors: kNotFound for an unknown alias, naming the known ones; those of KnowledgeBase::Open.
// Threads: any. Pin never waits for a store being opened.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/file.h"
#include "proto/reasoner.pb.h"
#include "services/reasoner/reasoner.h"

namespace lethe {

class KnowledgeBase;
class StoreView;

class AliasTable {
 public:
  struct Entry {
    v1::StoreRef ref;
    Path path;
    uint64_t facts = 0;
  };
  struct SwapResult {
    v1::StoreRef before;  // version 0 where the alias is new
    v1::StoreRef after;
  };

  explicit AliasTable(const ReasonerLimits& limits) : limits_(limits) {}

  // An empty alias is "default", here and below.
  std::shared_ptr<const FactSource> Pin(const std::string& alias) const;
  std::shared_ptr<const StoreView> PinView(const std::string& alias) const;
  // The embedder's name and dimension, and what else does not change with a version.
  std::shared_ptr<const KnowledgeBase> Base(const std::string& alias) const;
  SwapResult Swap(const std::string& alias, const Path& store);
  void Unload(const std::string& alias);
  std::vector<Entry> List() const;
  // Runs `change` on the alias's store, opened for writing; every alias of that store sees what it did. One at a time.
  void Change(const std::string& alias, const std::function<void(KnowledgeBase&)>& change);

 private:
  struct Served {
    Path path;
    bool writable = false;
    std::shared_ptr<KnowledgeBase> base;
  };
  using Table = std::map<std::string, std::shared_ptr<const Served>>;

  std::shared_ptr<const Served> Find(const std::string& alias) const;
  std::shared_ptr<const Table> table() const;
  // Replaces the table by a changed copy.
  void Edit(const std::function<void(Table&)>& edit);
  std::shared_ptr<const Served> OpenServed(const Path& store) const;

  const ReasonerLimits limits_;
  mutable std::mutex table_mutex_;  // held for a pointer copy only
  std::mutex change_mutex_;         // held while stores are opened or changed
  std::shared_ptr<const Table> table_ = std::make_shared<Table>();
};

}  // namespace lethe

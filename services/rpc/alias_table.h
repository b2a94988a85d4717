// Which store each serving name points at.
//
// A store is opened for reading, so that others may write to it meanwhile (what they wrote is seen after the next swap
// to it), and reopened for writing by the first change that comes through this table. It stays open for writing as long
// as somebody reads it, and a swap back to it takes it as it is. A store that was loaded is open and warm already: a
// swap to it is a change of pointers. A loaded store stays as it was when it was loaded, until it is loaded again or
// unloaded.
//
// Promise: Pin gives one version that stays whole for as long as it is held, whatever is swapped, written or unloaded
// meanwhile; several aliases are swapped at once or not at all; a swap that fails leaves every alias where it was. What
// nobody points at any more is closed in the background when its last reader lets go.
// Errors: kNotFound for an unknown alias, naming the known ones; those of KnowledgeBase::Open; those of the control,
// also when the time ran out while a store was being opened: then nothing has changed.
// Threads: any. Pin never waits for a store being opened. Opening stores and swapping wait for each other; a change of
// facts waits for them only where its store has to be opened for writing first.
#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/file.h"
#include "proto/reasoner.pb.h"
#include "services/reasoner/ask_control.h"
#include "services/reasoner/reasoner.h"
#include "services/rpc/background_closer.h"

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
    v1::StoreRef after;   // version 0 where it is no longer served
  };
  struct AliasChange {
    std::string alias;
    Path store;  // empty: the alias is no longer served
  };
  struct LoadResult {
    uint64_t version = 0;
    uint64_t facts = 0;
  };
  struct RollBackResult {
    SwapResult swap;
    Path store;
  };

  explicit AliasTable(const ReasonerLimits& limits);
  ~AliasTable();

  // An empty alias is "default", here and below.
  std::shared_ptr<const FactSource> Pin(const std::string& alias) const;
  std::shared_ptr<const StoreView> PinView(const std::string& alias) const;
  // The embedder's name and dimension, and what else does not change with a version.
  std::shared_ptr<const KnowledgeBase> Base(const std::string& alias) const;
  // Opens and warms a store without serving it yet.
  LoadResult Load(const Path& store, const AskControl& control = {});
  SwapResult Swap(const std::string& alias, const Path& store, const AskControl& control = {});
  // All changes become visible at once. Errors: kInvalidArgument for an alias named twice.
  std::vector<SwapResult> SwapAll(const std::vector<AliasChange>& changes, const AskControl& control = {});
  // Back to the store that the alias served before the present one, at its newest version. Errors: kFailedPrecondition
  // where there was none.
  RollBackResult RollBack(const std::string& alias, const AskControl& control = {});
  void Unload(const std::string& alias, const AskControl& control = {});
  // Lets a loaded store go; aliases that serve it keep it. Errors: kNotFound.
  void UnloadStore(const Path& store, const AskControl& control = {});
  std::vector<Entry> List() const;
  // Runs `change` on the alias's store, opened for writing; every alias of that store sees what it did.
  void Change(const std::string& alias, const std::function<void(KnowledgeBase&)>& change,
              const AskControl& control = {});

 private:
  struct Served;
  using Table = std::map<std::string, std::shared_ptr<const Served>>;
  // A store that was opened for writing: it cannot be opened so again before it is closed.
  struct Writer {
    std::weak_ptr<KnowledgeBase> base;
    std::shared_future<void> closed;
  };

  std::shared_ptr<const Served> Find(const std::string& alias) const;
  std::shared_ptr<const Table> table() const;
  // Replaces the table by a changed copy.
  void Edit(const std::function<void(Table&)>& edit);
  // Warm when it returns. A loaded one is taken where there is one and `fresh` is false.
  std::shared_ptr<const Served> OpenServed(const Path& store, bool fresh);
  std::shared_ptr<const Served> Writable(const std::string& alias, const AskControl& control);
  std::shared_ptr<const Served> ServeForWriting(const Path& path, std::shared_ptr<KnowledgeBase> base);
  // Null where it is not open for writing.
  std::shared_ptr<KnowledgeBase> WriterOf(const Path& path);
  std::shared_ptr<KnowledgeBase> OpenForWriting(const Path& path);
  std::unique_lock<std::timed_mutex> Lock(const AskControl& control);
  std::vector<SwapResult> SwapLocked(const std::vector<AliasChange>& changes, const AskControl& control);
  void Remember(const std::string& alias, const Path& store);

  const ReasonerLimits limits_;
  BackgroundCloser closer_;         // of stores that nobody points at any more; outlives them
  mutable std::mutex table_mutex_;  // held for a pointer copy only
  std::shared_ptr<const Table> table_ = std::make_shared<Table>();

  std::timed_mutex opening_;  // held while stores are opened and swapped; guards what follows
  std::map<Path, std::shared_ptr<const Served>> loaded_;
  std::map<Path, Writer> writers_;
  std::map<std::string, std::vector<Path>> earlier_;  // stores that each alias served, the last one at the end
};

}  // namespace lethe

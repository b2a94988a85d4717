#include "services/rpc/alias_table.h"

#include <chrono>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/maintenance.h"
#include "retriever/stores/store_url.h"
#include "services/reasoner/store_facts.h"

namespace lethe {
namespace {

constexpr size_t kEarlierStores = 16;  // that an alias can be rolled back through
constexpr size_t kWarmingSearches = 3;
constexpr std::chrono::seconds kMaintenanceEvery{5};

std::string AliasName(const std::string& alias) {
  return alias.empty() ? "default" : alias;
}

v1::StoreRef MakeRef(const std::string& alias, uint64_t version) {
  v1::StoreRef ref;
  ref.set_alias(alias);
  ref.set_version(version);
  return ref;
}

Path CanonicalPath(const Path& store) {
  if (store.empty()) throw Error(Code::kInvalidArgument, "field \"store\" is empty: name the store's folder");
  if (IsStoreUrl(store)) return store;
  std::error_code failed;
  Path path = std::filesystem::weakly_canonical(store, failed);
  return failed ? store : path;
}

// Searches for what the first facts say: postings, vectors and facts come into memory before the first request needs
// them.
void Warm(const StoreView& view) {
  for (const v1::Fact& fact : view.snapshot().First(kWarmingSearches)) view.Search(SearchableText(fact), 10);
}

}  // namespace

struct AliasTable::Served {
  Path path;
  bool writable = false;
  std::shared_ptr<KnowledgeBase> base;
  std::unique_ptr<Maintenance> maintenance;  // of a store that is written to; ends before `base`
};

namespace {

// A view that keeps its store open: a store that is written to stays at hand while somebody reads it.
std::shared_ptr<const StoreView> PinOpen(std::shared_ptr<const KnowledgeBase> base) {
  struct Pinned {
    std::shared_ptr<const KnowledgeBase> base;  // goes last
    std::shared_ptr<const StoreView> view;
  };
  auto view = base->Pin();
  const StoreView* shown = view.get();
  return {std::make_shared<Pinned>(std::move(base), std::move(view)), shown};
}

}  // namespace

AliasTable::AliasTable(const ReasonerLimits& limits) : limits_(limits) {}

AliasTable::~AliasTable() = default;

std::shared_ptr<const AliasTable::Table> AliasTable::table() const {
  const std::lock_guard lock(table_mutex_);
  return table_;
}

void AliasTable::Edit(const std::function<void(Table&)>& edit) {
  auto changed = std::make_shared<Table>(*table());
  edit(*changed);
  std::shared_ptr<const Table> next = std::move(changed);
  const std::lock_guard lock(table_mutex_);
  table_.swap(next);
}

std::shared_ptr<const AliasTable::Served> AliasTable::Find(const std::string& alias) const {
  const std::shared_ptr<const Table> table = this->table();
  const auto found = table->find(AliasName(alias));
  if (found != table->end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [name, served] : *table) known.push_back(name);
  throw Error(Code::kNotFound, StrCat("no store is served as \"", AliasName(alias), "\"; served are: ",
                                      known.empty() ? "none" : Join(known, ", "), " (`lethe admin swap` adds one)"));
}

std::shared_ptr<const StoreView> AliasTable::PinView(const std::string& alias) const {
  return PinOpen(Find(alias)->base);
}

std::shared_ptr<const KnowledgeBase> AliasTable::Base(const std::string& alias) const {
  return Find(alias)->base;
}

std::shared_ptr<const FactSource> AliasTable::Pin(const std::string& alias) const {
  return std::make_shared<StoreFacts>(PinView(alias), AliasName(alias), limits_.recall_threshold);
}

std::unique_lock<std::timed_mutex> AliasTable::Lock(const AskControl& control) {
  std::unique_lock lock(opening_, std::defer_lock);
  do {
    control.Check();
  } while (!lock.try_lock_for(AskControl::kPatience));
  return lock;
}

// A store that this table writes to cannot be opened a second time, and need not be: its newest version is at hand.
std::shared_ptr<const AliasTable::Served> AliasTable::OpenServed(const Path& store, bool fresh) {
  const Path path = CanonicalPath(store);
  const std::shared_ptr<const Table> table = this->table();
  for (const auto& [name, served] : *table) {
    if (served->path == path && served->writable) return served;
  }
  const auto loaded = loaded_.find(path);
  if (!fresh && loaded != loaded_.end()) return loaded->second;
  if (std::shared_ptr<KnowledgeBase> writer = WriterOf(path)) return ServeForWriting(path, std::move(writer));
  auto opened = std::make_unique<Served>();
  opened->base = KnowledgeBase::Open(path, {}, OpenMode::kRead);
  opened->path = path;
  Warm(*opened->base->Pin());
  return closer_.Share(std::move(opened));
}

std::shared_ptr<const AliasTable::Served> AliasTable::ServeForWriting(const Path& path,
                                                                      std::shared_ptr<KnowledgeBase> base) {
  auto served = std::make_unique<Served>();
  served->path = path;
  served->writable = true;
  served->base = std::move(base);
  served->maintenance = std::make_unique<Maintenance>(*served->base, kMaintenanceEvery);
  return closer_.Share(std::move(served));
}

std::shared_ptr<KnowledgeBase> AliasTable::WriterOf(const Path& path) {
  const auto found = writers_.find(path);
  if (found == writers_.end()) return nullptr;
  if (std::shared_ptr<KnowledgeBase> base = found->second.base.lock()) return base;
  found->second.closed.wait();  // its last reader has just gone
  writers_.erase(found);
  return nullptr;
}

std::shared_ptr<KnowledgeBase> AliasTable::OpenForWriting(const Path& path) {
  if (std::shared_ptr<KnowledgeBase> writer = WriterOf(path)) return writer;
  auto closed = std::make_shared<std::promise<void>>();
  const std::shared_future<void> is_closed = closed->get_future().share();
  std::shared_ptr<KnowledgeBase> base(KnowledgeBase::Open(path, {}, OpenMode::kWrite).release(),
                                      [closed](KnowledgeBase* last) {
                                        delete last;
                                        closed->set_value();
                                      });
  writers_[path] = {base, is_closed};
  return base;
}

AliasTable::LoadResult AliasTable::Load(const Path& store, const AskControl& control) {
  const auto lock = Lock(control);
  const std::shared_ptr<const Served> served = OpenServed(store, true);
  control.Check();
  loaded_[served->path] = served;
  const auto view = served->base->Pin();
  return {view->version(), view->facts()};
}

AliasTable::SwapResult AliasTable::Swap(const std::string& alias, const Path& store, const AskControl& control) {
  CanonicalPath(store);  // an empty one is an error here
  return SwapAll({{alias, store}}, control).front();
}

std::vector<AliasTable::SwapResult> AliasTable::SwapAll(const std::vector<AliasChange>& changes,
                                                        const AskControl& control) {
  const auto lock = Lock(control);
  return SwapLocked(changes, control);
}

void AliasTable::Remember(const std::string& alias, const Path& store) {
  std::vector<Path>& earlier = earlier_[alias];
  earlier.push_back(store);
  if (earlier.size() > kEarlierStores) earlier.erase(earlier.begin());
}

// Everything that can fail comes before the one edit of the table.
std::vector<AliasTable::SwapResult> AliasTable::SwapLocked(const std::vector<AliasChange>& changes,
                                                           const AskControl& control) {
  if (changes.empty()) throw Error(Code::kInvalidArgument, "field \"changes\" is empty: name an alias and a store");
  std::set<std::string> named;
  std::vector<std::shared_ptr<const Served>> next;
  for (const AliasChange& change : changes) {
    if (!named.insert(AliasName(change.alias)).second) {
      throw Error(Code::kInvalidArgument,
                  StrCat("field \"changes\" names alias \"", AliasName(change.alias), "\" twice: name it once"));
    }
    if (change.store.empty()) Find(change.alias);
    next.push_back(change.store.empty() ? nullptr : OpenServed(change.store, false));
  }
  control.Check();
  std::vector<SwapResult> results;
  const std::shared_ptr<const Table> before = table();
  for (size_t i = 0; i < changes.size(); ++i) {
    const std::string name = AliasName(changes[i].alias);
    const auto old = before->find(name);
    results.push_back({MakeRef(name, old == before->end() ? 0 : old->second->base->Pin()->version()),
                       MakeRef(name, next[i] == nullptr ? 0 : next[i]->base->Pin()->version())});
    if (old == before->end()) continue;
    const bool refreshed = next[i] != nullptr && next[i]->path == old->second->path;
    if (!refreshed) Remember(name, old->second->path);
  }
  Edit([&](Table& table) {
    for (size_t i = 0; i < changes.size(); ++i) {
      const std::string name = AliasName(changes[i].alias);
      if (next[i] == nullptr) {
        table.erase(name);
      } else {
        table[name] = next[i];
      }
    }
  });
  return results;
}

AliasTable::RollBackResult AliasTable::RollBack(const std::string& alias, const AskControl& control) {
  const auto lock = Lock(control);
  const std::string name = AliasName(alias);
  if (!table()->contains(name)) throw Error(Code::kNotFound, StrCat("there is no alias \"", name, "\""));
  std::vector<Path>& earlier = earlier_[name];
  if (earlier.empty()) {
    throw Error(Code::kFailedPrecondition,
                StrCat("alias \"", name, "\" has served no other store: there is nothing to roll back to"));
  }
  const Path store = earlier.back();
  const std::vector<Path> rest(earlier.begin(), earlier.end() - 1);
  const SwapResult swap = SwapLocked({{name, store}}, control).front();
  earlier_[name] = rest;  // rolling back twice goes two back
  return {swap, store};
}

void AliasTable::Unload(const std::string& alias, const AskControl& control) {
  const auto lock = Lock(control);
  SwapLocked({{alias, {}}}, control);
}

void AliasTable::UnloadStore(const Path& store, const AskControl& control) {
  const auto lock = Lock(control);
  if (loaded_.erase(CanonicalPath(store)) > 0) return;
  throw Error(Code::kNotFound, StrCat(ShownPlace(store), ": was not loaded (`lethe admin load` does it)"));
}

std::vector<AliasTable::Entry> AliasTable::List() const {
  std::vector<Entry> entries;
  const std::shared_ptr<const Table> table = this->table();  // held: a swap would free it under the loop
  for (const auto& [name, served] : *table) {
    const auto view = served->base->Pin();
    entries.push_back({MakeRef(name, view->version()), served->path, view->facts()});
  }
  return entries;
}

std::shared_ptr<const AliasTable::Served> AliasTable::Writable(const std::string& alias, const AskControl& control) {
  if (auto served = Find(alias); served->writable) return served;
  const auto lock = Lock(control);
  const std::shared_ptr<const Served> served = Find(alias);
  if (served->writable) return served;
  const Path path = served->path;
  const auto writable = ServeForWriting(path, OpenForWriting(path));
  loaded_.erase(path);
  Edit([&](Table& table) {
    for (auto& [name, other] : table) {
      if (other->path == path) other = writable;
    }
  });
  return writable;
}

// The store makes its changes one at a time; nobody else waits for this one.
void AliasTable::Change(const std::string& alias, const std::function<void(KnowledgeBase&)>& change,
                        const AskControl& control) {
  const std::shared_ptr<const Served> served = Writable(alias, control);
  control.Check();
  change(*served->base);
}

}  // namespace lethe

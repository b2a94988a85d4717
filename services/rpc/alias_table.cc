#include "services/rpc/alias_table.h"

#include "base/error.h"
#include "base/text.h"
#include "retriever/knowledge_base.h"
#include "services/reasoner/store_facts.h"

namespace lethe {
namespace {

std::string AliasName(const std::string& alias) {
  return alias.empty() ? "default" : alias;
}

v1::StoreRef MakeRef(const std::string& alias, uint64_t version) {
  v1::StoreRef ref;
  ref.set_alias(alias);
  ref.set_version(version);
  return ref;
}

}  // namespace

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
  return Find(alias)->base->Pin();
}

std::shared_ptr<const KnowledgeBase> AliasTable::Base(const std::string& alias) const {
  return Find(alias)->base;
}

std::shared_ptr<const FactSource> AliasTable::Pin(const std::string& alias) const {
  return std::make_shared<StoreFacts>(PinView(alias), AliasName(alias), limits_.recall_threshold);
}

// A store that this table writes to cannot be opened a second time, and need not be: its newest version is at hand.
std::shared_ptr<const AliasTable::Served> AliasTable::OpenServed(const Path& store) const {
  if (store.empty()) throw Error(Code::kInvalidArgument, "field \"store\" is empty: name the store's folder");
  std::error_code failed;
  Path path = std::filesystem::weakly_canonical(store, failed);
  if (failed) path = store;
  for (const auto& [name, served] : *table()) {
    if (served->path == path && served->writable) return served;
  }
  auto opened = std::make_shared<Served>();
  opened->base = KnowledgeBase::Open(path, {}, OpenMode::kRead);
  opened->path = path;
  return opened;
}

AliasTable::SwapResult AliasTable::Swap(const std::string& alias, const Path& store) {
  const std::lock_guard lock(change_mutex_);
  const std::string name = AliasName(alias);
  const std::shared_ptr<const Served> next = OpenServed(store);
  SwapResult result;
  const auto table = this->table();
  const auto before = table->find(name);
  result.before = MakeRef(name, before == table->end() ? 0 : before->second->base->Pin()->version());
  Edit([&](Table& table) { table[name] = next; });
  result.after = MakeRef(name, next->base->Pin()->version());
  return result;
}

void AliasTable::Unload(const std::string& alias) {
  const std::lock_guard lock(change_mutex_);
  Find(alias);
  Edit([&](Table& table) { table.erase(AliasName(alias)); });
}

std::vector<AliasTable::Entry> AliasTable::List() const {
  std::vector<Entry> entries;
  for (const auto& [name, served] : *table()) {
    const auto view = served->base->Pin();
    entries.push_back({MakeRef(name, view->version()), served->path, view->Stats().facts});
  }
  return entries;
}

void AliasTable::Change(const std::string& alias, const std::function<void(KnowledgeBase&)>& change) {
  const std::lock_guard lock(change_mutex_);
  const std::shared_ptr<const Served> served = Find(alias);
  if (served->writable) return change(*served->base);
  auto writable = std::make_shared<Served>();
  writable->path = served->path;
  writable->writable = true;
  writable->base = KnowledgeBase::Open(served->path, {}, OpenMode::kWrite);
  Edit([&](Table& table) {
    for (auto& [name, other] : table) {
      if (other->path == served->path) other = writable;
    }
  });
  change(*writable->base);
}

}  // namespace lethe

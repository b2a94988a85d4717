// The store of facts: put, delete, pin a version, search it.
//
//   auto base = KnowledgeBase::Open("my-store", {}, OpenMode::kCreate);   // or "postgres://me@host/facts"
//   base->PutBatch(facts);
//   auto view = base->Pin();                      // one version for a whole request
//   for (const Hit& hit : view->Search("Where was Ann Lee born?", 5)) ...
//
// Life cycle: Versions and RollBack, Snapshot, Compact; restoring and changing the embedder is in store_life.h,
// bringing a source up to date in source_sync.h, receipts of deletions in receipts/. Promise: PutBatch and Delete
// return when the change is durable and found by every later Pin, through look-up, words and vectors alike; a kill at
// any moment loses nothing acknowledged and brings nothing deleted back. A view never changes, and never shows part of
// a batch. Putting a fact that is there changes nothing. Errors: kNotFound (no store there; only kCreate makes one),
// kFailedPrecondition (not a store, another embedder, opened for reading), kUnavailable (open for writing elsewhere),
// kDataLoss (damaged, naming what), kInvalidArgument and kResourceExhausted for facts that are refused, naming position
// and field; then nothing of the batch is put. Threads: everything from any thread; changes are made one at a time.
// Views may outlive the knowledge base. Cost: a batch costs one fsync, so put many facts at once. Pin is a pointer
// copy.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "proto/knowledge.pb.h"
#include "proto/retrieval.pb.h"
#include "retriever/contradictions.h"
#include "retriever/fact_selection.h"
#include "retriever/searcher.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/store.h"

namespace lethe {

// What the views of one store share: how it embeds and searches.
struct StoreSettings {
  StoreConfig config;
  std::unique_ptr<Embedder> embedder;
};

class StoreView {
 public:
  StoreView(std::shared_ptr<const StoreSnapshot> snapshot, std::shared_ptr<const StoreSettings> settings)
      : snapshot_(std::move(snapshot)), settings_(std::move(settings)) {}

  uint64_t version() const { return snapshot_->version(); }
  uint64_t facts() const { return snapshot_->facts(); }
  StoreStats Stats() const { return snapshot_->Stats(); }

  // Best first (retriever/searcher.h says how).
  std::vector<Hit> Search(std::string_view text, const SearchOptions& options) const {
    return searcher().Search(text, options);
  }
  // The same, saying also whether a calibrated store found nothing worth showing.
  SearchResult Find(std::string_view text, const SearchOptions& options) const {
    return searcher().Find(text, options);
  }
  std::vector<Hit> Search(std::string_view text, size_t k) const;
  // All facts of this subject or alias with this relation, spelling variants included.
  std::vector<v1::Fact> Lookup(std::string_view subject, std::string_view relation) const;
  // For recall: exact, then the subject's facts, then facts of a subject that is nearly the same; nothing for nonsense.
  std::vector<Hit> LookupOrSearch(std::string_view subject, std::string_view relation, size_t k,
                                  double min_similarity = 0.5, const v1::SearchFilter& filter = {}) const;

  std::optional<v1::Fact> Get(const std::string& id) const { return snapshot_->Get(id); }
  // In the order in which the facts were put.
  void ForEach(const std::function<void(const v1::Fact&)>& visit) const { snapshot_->ForEach(visit); }
  void ForEachOfSource(const std::string& source, const std::function<void(const v1::Fact&)>& visit) const;
  ContradictionReport Contradictions(size_t limit) const { return FindContradictions(*snapshot_, limit); }
  // What the views of a benchmark search below the search: postings, vectors, facts by number.
  const StoreSnapshot& snapshot() const { return *snapshot_; }
  VerifyReport Verify() const { return snapshot_->Verify(*settings_->embedder); }

 private:
  Searcher searcher() const { return Searcher(*snapshot_, *settings_->embedder, settings_->config); }

  std::shared_ptr<const StoreSnapshot> snapshot_;
  std::shared_ptr<const StoreSettings> settings_;
};

struct RollBackReport {
  uint64_t version = 0;   // the new one
  uint64_t restored = 0;  // facts that are back, or as they were
  uint64_t removed = 0;   // facts that came since
  uint64_t purged = 0;    // facts that stay gone: a receipt says so
};

struct PutResult {
  std::vector<std::string> ids;  // one a fact, in the order given
  PutOutcome outcome;
};

class KnowledgeBase {
 public:
  // `dir` is a folder, or the address of a store in PostgreSQL (stores/store_url.h). `config` may be empty: an existing
  // store keeps what it was made with, a new one takes the defaults.
  static std::unique_ptr<KnowledgeBase> Open(const Path& dir, const StoreConfig& config, OpenMode mode);
  // The config that Open would work with, and its errors about the folder, without opening anything.
  static StoreConfig ResolveConfig(const Path& dir, const StoreConfig& config);

  // Writes into a store when its searches say "nothing found"; whoever opens it from now on uses it.
  static void Calibrate(const Path& dir, const NothingFoundConfig& nothing_found);

  PutResult PutBatch(std::vector<v1::Fact> facts);
  // The two halves of PutBatch: checked, analysed and embedded; and written. BulkWriter overlaps them.
  std::vector<PreparedFact> PrepareBatch(std::vector<v1::Fact> facts) const;
  PutResult PutPrepared(const std::vector<PreparedFact>& facts);
  // Return how many facts went.
  uint64_t Delete(const std::vector<std::string>& ids);
  uint64_t Delete(const FactSelection& selection);
  uint64_t DeleteSubject(std::string_view subject);
  uint64_t DeleteSource(const std::string& source);

  std::vector<StoreVersion> Versions() const { return store_->Versions(); }
  // Makes a new version with the facts of an earlier one. Errors: kAborted when another process changed the store (in
  // PostgreSQL) after the plan for it was read.
  RollBackReport RollBack(uint64_t version);
  // A store of its own in a new folder, as of now; the store remembers where its snapshots went.
  void Snapshot(const Path& to);
  // What Compact does by this store's config.
  CompactOptions DefaultCompaction() const;
  CompactReport Compact(const CompactOptions& options) { return store_->Compact(options); }
  bool WantsCompaction() const { return store_->WantsCompaction(config().index()); }
  // Remembers, in the store's folder, the index that compactions make from now on.
  void ChooseIndex(const IndexConfig& index);

  std::vector<DeletionTrace> Deletions(const std::string& id) const { return store_->Deletions(id); }
  void PurgeUndo(const std::string& id) { store_->PurgeUndo(id); }

  std::shared_ptr<const StoreView> Pin() const;

  const StoreConfig& config() const { return settings_->config; }
  const Embedder& embedder() const { return *settings_->embedder; }
  const Path& dir() const { return dir_; }

 private:
  KnowledgeBase(const Path& dir, std::shared_ptr<const StoreSettings> settings, std::unique_ptr<FactStore> store)
      : dir_(dir), settings_(std::move(settings)), store_(std::move(store)) {}

  Path dir_;
  std::shared_ptr<const StoreSettings> settings_;
  std::unique_ptr<FactStore> store_;
  // Shared by changes that stand alone; a roll-back and a snapshot, which read first, have it alone.
  std::shared_mutex changing_;
};

}  // namespace lethe

// The seam between the knowledge base and what keeps its facts. A backend implements these two classes and passes the
// contract tests in tests/retriever/stores.
//
// Promise: Put and Erase return only when the change is durable and visible to every later Pin; a snapshot never
// changes and never shows part of a change. Documents are numbers that a store gives to facts, upwards, never twice.
// Errors: kUnavailable (busy), kDataLoss (damage, naming what), kResourceExhausted (disk full); a failed change left
// nothing.
// Threads: a store takes changes from any thread, one at a time; snapshots are read from any thread and may outlive
// the store.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "proto/knowledge.pb.h"
#include "proto/retrieval.pb.h"
#include "retriever/embedders/embedder.h"
#include "retriever/lexical/lexical_match.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/top_docs.h"

namespace lethe {

struct StoreStats {
  uint64_t facts = 0;
  uint64_t bytes = 0;  // on disk
  uint64_t version = 0;
  uint64_t terms = 0;         // sum of the facts' lengths in index terms
  uint64_t segments = 0;      // immutable vector segments
  uint64_t fresh = 0;         // vectors not in a segment yet
  uint64_t tombstones = 0;    // deleted or replaced documents that the indexes still hold
  uint64_t memory_bytes = 0;  // of vectors and what is searched with them, besides mapped files
  std::string index;          // kind of the largest segment; empty without segments
};

struct PutOutcome {
  uint64_t added = 0;
  uint64_t updated = 0;  // the id was there with another content
  uint64_t unchanged = 0;
  uint64_t version = 0;  // that has all of them
};

// A line of a store's history.
struct StoreVersion {
  uint64_t version = 0;
  uint64_t time_ms = 0;  // since 1970
  uint64_t added = 0;
  uint64_t updated = 0;
  uint64_t removed = 0;
  uint64_t facts = 0;       // it had
  std::string note;         // what made it: "put", "delete", "roll back to 7"
  bool can_return = false;  // Undo leads back to it
};

// How to get back to an earlier version.
struct UndoPlan {
  uint64_t from = 0;               // the version that it leads back from
  std::vector<v1::Fact> restore;   // facts to put: they were removed or changed since
  std::vector<std::string> erase;  // ids to delete: they came since
  uint64_t purged = 0;             // facts that cannot come back, because a receipt says that they are gone
};

struct CompactOptions {
  uint64_t keep_versions = 100;  // so many versions can still be returned to
  IndexConfig index;
  bool rewrite_files = true;  // also rewrite RocksDB's files, so that nothing deleted is left in them
  // Told what is being done and how much of it, 0 to 1.
  std::function<void(const std::string& step, double done)> progress;
};

struct CompactReport {
  uint64_t dropped_postings = 0;  // of dead documents
  uint64_t dropped_tombstones = 0;
  uint64_t segments_before = 0;
  uint64_t segments_after = 0;
  uint64_t bytes_before = 0;
  uint64_t bytes_after = 0;
  std::string index;  // kind of the segment made or kept; empty for a store without vectors
  uint64_t version = 0;
};

// What is left of a fact that is gone.
struct DeletionTrace {
  uint64_t doc = 0;
  uint64_t version = 0;  // that no longer had it
  uint64_t time_ms = 0;
  std::string digest;  // BLAKE2b-256 of its bytes
  std::string bytes;   // the fact, while an undo record still has it
};

struct VerifyReport {
  uint64_t facts = 0;
  uint64_t postings = 0;
  uint64_t vectors = 0;
  std::vector<std::string> problems;  // the first hundred
  uint64_t problem_count = 0;
  bool ok() const { return problem_count == 0; }
};

// What a fact says something about: keys of its subject and relation.
struct StatementKey {
  std::string subject;
  std::string relation;
};

// A document of a subject and the key of its relation (empty for free text).
struct SubjectEntry {
  std::string relation_key;
  uint64_t doc = 0;
};

class StoreSnapshot {
 public:
  virtual ~StoreSnapshot() = default;
  virtual uint64_t version() const = 0;
  virtual uint64_t facts() const { return Stats().facts; }
  // Counts the bytes on the disk too, which takes a look at every file.
  virtual StoreStats Stats() const = 0;

  virtual std::optional<v1::Fact> Get(const std::string& id) const = 0;
  // In the order asked, in one round trip; every document must be one this snapshot named.
  virtual std::vector<v1::Fact> Load(std::span<const uint64_t> docs) const = 0;
  virtual void ForEach(const std::function<void(const v1::Fact&)>& visit) const = 0;

  // The first facts in the order of putting.
  virtual std::vector<v1::Fact> First(size_t count) const = 0;

  // Keys are NormalizeKey's; the answers are one for each key, in the order asked. Cost: one round trip a call where
  // the store is elsewhere, however many keys.
  //
  // The subjects that each key names: itself where a fact has it as its subject, then those that it is an alias of.
  virtual std::vector<std::vector<std::string>> SubjectsNamed(std::span<const std::string> keys) const = 0;
  // By relation, then in the order of putting; at most `limit` of each subject.
  virtual std::vector<std::vector<SubjectEntry>> FactsOfSubjects(std::span<const std::string> subject_keys,
                                                                 size_t limit) const = 0;
  // In the order of putting; at most `limit` of each key.
  virtual std::vector<std::vector<uint64_t>> FactsOfKeys(std::span<const StatementKey> keys, size_t limit) const = 0;

  // Facts that name exactly this source, in the order of putting.
  virtual std::vector<uint64_t> DocsOfSource(const std::string& source) const = 0;
  // Facts of subjects with the same key and relation key, subject by subject, where there is more than one.
  virtual void ForEachSharedKey(const std::function<void(const std::vector<v1::Fact>& facts)>& visit) const = 0;

  // Best first.
  virtual std::vector<ScoredDoc> Lexical(std::span<const Term> terms, size_t k) const = 0;
  virtual std::vector<ScoredDoc> Dense(std::span<const float> query, size_t k) const = 0;
  // For a search that asks more of its terms than one ranking.
  virtual std::unique_ptr<LexicalMatch> Match(std::vector<Term> terms) const;

  // Holds the indexes against the facts, and the vectors against what the embedder gives.
  virtual VerifyReport Verify(const Embedder& embedder) const = 0;
};

class FactStore {
 public:
  virtual ~FactStore() = default;
  // One change: deletes the ids in `gone`, then puts. All or nothing. Of two facts with one id in `facts` the later
  // counts. `note` says in the history what made the version. `planned_on`, where given, is the version that the change
  // was made up by; kAborted where another one has come since.
  virtual PutOutcome Apply(std::span<const PreparedFact> facts, std::span<const std::string> gone,
                           const std::string& note, std::optional<uint64_t> planned_on) = 0;
  PutOutcome Put(std::span<const PreparedFact> facts) { return Apply(facts, {}, "put", std::nullopt); }
  // Return how many facts went.
  virtual uint64_t Erase(std::span<const std::string> ids) = 0;
  virtual uint64_t EraseSubject(const std::string& subject_key) = 0;
  virtual uint64_t EraseSource(const std::string& source) = 0;
  virtual uint64_t EraseWhere(const std::function<bool(const v1::Fact&)>& fits) = 0;
  virtual std::shared_ptr<const StoreSnapshot> Pin() const = 0;

  // Oldest first.
  virtual std::vector<StoreVersion> Versions() const = 0;
  // Errors: kNotFound for a version that never was, kFailedPrecondition for one whose undo records are gone.
  virtual UndoPlan Undo(uint64_t version) const = 0;
  // Puts the vectors into one segment, drops what is dead from segments, postings and files. Others may read and write
  // meanwhile; versions that are pinned keep what they have.
  virtual CompactReport Compact(const CompactOptions& options) = 0;
  // True when a compaction would pay: many vectors that are searched one by one, or many dead documents.
  virtual bool WantsCompaction(const IndexConfig& index) const = 0;
  // A store of the newest version in a new folder, sharing files by hard links where the file system can.
  virtual void Snapshot(const Path& dir) = 0;

  // Every time that a fact with this id was removed or replaced.
  virtual std::vector<DeletionTrace> Deletions(const std::string& id) const = 0;
  // Drops the removed fact from the undo records, so that no roll-back brings it back.
  virtual void PurgeUndo(const std::string& id) = 0;
};

}  // namespace lethe

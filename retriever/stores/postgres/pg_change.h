// One change of a store in PostgreSQL, within a transaction that has locked the store's state.
//
//   PgChange change(connection, shared, "put");  // waits for the changes before it
//   change.Remove(row);
//   change.Add(fact);
//   change.Write(updated, token);                // then the transaction commits
//
// Everything of a version comes with it: facts, aliases, postings, vectors, what is remembered of deleted facts, the
// counters and the line of the history. `token` names the change, so that whoever lost the connection while it was
// committed can find out whether it counts.
// Errors: those of PgError; kInvalidArgument for a zero byte in a name; kResourceExhausted when the numbers of
// documents are used up.
// Threads: one thread.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "retriever/lexical/postings.h"
#include "retriever/stores/postgres/pg_snapshot.h"
#include "retriever/stores/prepared_fact.h"

namespace lethe {

// A living row of the facts table.
struct PgFactRow {
  uint64_t doc = 0;
  uint64_t terms = 0;
  std::string id;
  std::string bytes;
};

// What a change did, as its line of the history says.
struct PgOutcome {
  uint64_t version = 0;
  uint64_t added = 0;
  uint64_t updated = 0;
  uint64_t removed = 0;
};

class PgChange {
 public:
  // Borrows all of them, and every fact added until Write.
  PgChange(PgConnection& connection, const PgShared& shared, const std::string& note);

  // Living rows.
  std::vector<PgFactRow> WithIds(std::span<const std::string> ids);
  std::vector<PgFactRow> OfSubject(const std::string& subject_key);
  std::vector<PgFactRow> OfSource(const std::string& source);
  std::vector<PgFactRow> Where(const std::function<bool(const v1::Fact&)>& fits);

  void Remove(const PgFactRow& row);
  void Add(const PreparedFact& fact);
  bool empty() const { return added_.empty() && removed_.empty(); }
  // Returns what the history says: `updated` of the facts added stand for one
  // that was removed.
  PgOutcome Write(uint64_t updated, const std::string& token);

  uint64_t version() const { return version_; }

 private:
  void EndRemoved();
  void InsertFacts();
  void InsertAliases();
  void InsertPostings();
  void InsertVectors();

  PgConnection& connection_;
  const PgShared& shared_;
  std::string note_;
  uint64_t version_ = 0;  // that the change makes
  uint64_t first_doc_ = 0, next_doc_ = 0, facts_ = 0, terms_ = 0, tombstones_ = 0;
  std::vector<const PreparedFact*> added_;  // of documents first_doc_, first_doc_ + 1, ...
  std::vector<PgFactRow> removed_;
};

// Tells a change from every other one.
std::string NewChangeToken();
// What the change with this token did; nothing when it does not count.
std::optional<PgOutcome> FindChange(PgConnection& connection, const std::string& token);

}  // namespace lethe

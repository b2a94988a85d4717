#include "retriever/stores/postgres/pg_compact.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "retriever/lexical/postings.h"
#include "retriever/stores/store_rules.h"

namespace lethe {
namespace {

constexpr uint64_t kDocsAtATime = 10'000;
constexpr uint64_t kPostingRowsAtATime = 4000;
constexpr uint32_t kDefaultLinks = 16, kMostLinks = 100;  // m of pgvector's HNSW

constexpr PgStatement kDead = {"find dead facts", R"sql(
SELECT f.doc FROM facts f, state s WHERE f.version_to > s.swept_to AND f.version_to <= $1 ORDER BY f.doc)sql"};
constexpr PgStatement kSweepVectors = {"sweep vectors", "DELETE FROM vectors WHERE doc = ANY($1)"};
constexpr PgStatement kSweepAliases = {"sweep aliases", "DELETE FROM aliases WHERE doc = ANY($1)"};
constexpr PgStatement kPostingRows = {"read postings to join", R"sql(
SELECT term, first_doc, blocks FROM postings WHERE (term, first_doc) > ($1, $2) ORDER BY term, first_doc LIMIT $3)sql"};
constexpr PgStatement kDropPostings = {"drop postings", R"sql(
DELETE FROM postings p USING unnest($1, $2) AS d (term, first_doc)
WHERE p.term = d.term AND p.first_doc = d.first_doc)sql"};
constexpr PgStatement kPutPostings = {"put joined postings", "INSERT INTO postings SELECT * FROM unnest($1, $2, $3)"};
// Dead facts stay as undo records as long as their version can be returned to.
constexpr PgStatement kFinish = {"finish a sweep", R"sql(
UPDATE state SET swept_to = greatest(swept_to, $1), undo_from = greatest(undo_from, version - least(version, $2)),
  tombstones = (SELECT count(*) FROM facts WHERE version_to > $1 AND version_to < 9223372036854775807))sql"};
constexpr PgStatement kDropFacts = {"drop old facts", R"sql(
DELETE FROM facts f USING state s WHERE f.version_to <= least(s.undo_from, s.swept_to))sql"};
constexpr PgStatement kLockState = {"lock the state to sweep", "SELECT version FROM state FOR UPDATE"};
constexpr PgStatement kCounts = {"count facts", "SELECT facts, tombstones FROM state"};

void Tell(const CompactOptions& options, const std::string& step, double done) {
  if (options.progress) options.progress(step, done);
}

// The lock of whoever compacts.
class CompactionLock {
 public:
  explicit CompactionLock(const PgShared& shared) : shared_(shared) {
    if (shared_.pins->TryLockCompaction()) return;
    throw Error(Code::kUnavailable,
                StrCat(shared.pool->address().shown, ": is being compacted already; try again when that is done"));
  }
  ~CompactionLock() {
    try {
      shared_.pins->UnlockCompaction();
    } catch (const std::exception&) {  // the session is gone, and the lock with it
    }
  }
  CompactionLock(const CompactionLock&) = delete;
  CompactionLock& operator=(const CompactionLock&) = delete;

 private:
  const PgShared& shared_;
};

// Rows of one term and chunk become one row without the dead. Rows are only
// ever added beside us.
class PostingJoin {
 public:
  PostingJoin(const PgShared& shared, const std::vector<uint64_t>& dead)
      : shared_(shared), dead_(dead.begin(), dead.end()) {
    for (const uint64_t doc : dead) chunks_.insert(doc / kChunkDocs);
  }

  void Run() {
    while (Step()) continue;
  }
  uint64_t dropped() const { return dropped_; }

 private:
  struct Edit {
    std::vector<std::string> old_terms, new_terms, new_blocks;
    std::vector<uint64_t> old_docs, new_docs;
    uint64_t dropped = 0;
  };

  // False when all rows were seen. What a transaction did counts when it is over: it may be tried again.
  bool Step() {
    bool more = false;
    Edit edit;
    std::optional<std::pair<std::string, uint64_t>> last;
    shared_.pool->Transact([&](PgConnection& connection) {
      const PgResult rows = connection.Run(kPostingRows, PgParams().Text(term_).Int(first_doc_).Int(limit_));
      more = rows.rows() == limit_;
      size_t end = rows.rows();
      // The last group may go on behind the page.
      while (more && end > 0 && SameGroup(rows, end - 1, rows.rows() - 1)) --end;
      edit = {};
      for (size_t begin = 0, stop = 0; begin < end; begin = stop) {
        for (stop = begin + 1; stop < end && SameGroup(rows, begin, stop);) ++stop;
        JoinGroup(rows, begin, stop, edit);
      }
      Apply(connection, edit);
      last.reset();
      if (end > 0) last.emplace(rows.Text(end - 1, 0), rows.Int(end - 1, 1));
    });
    dropped_ += edit.dropped;
    if (last) {
      std::tie(term_, first_doc_) = *last;
    } else {
      limit_ *= 2;  // one group filled the page
    }
    return more;
  }

  static bool SameGroup(const PgResult& rows, size_t a, size_t b) {
    return rows.Bytes(a, 0) == rows.Bytes(b, 0) && rows.Int(a, 1) / kChunkDocs == rows.Int(b, 1) / kChunkDocs;
  }

  void JoinGroup(const PgResult& rows, size_t begin, size_t end, Edit& edit) const {
    const uint64_t chunk = rows.Int(begin, 1) / kChunkDocs;
    if (end - begin == 1 && !chunks_.contains(chunk)) return;
    std::vector<Posting> postings;
    for (size_t i = begin; i < end; ++i) DecodePostings(rows.Bytes(i, 2), chunk, postings);
    const size_t dropped = std::erase_if(postings, [this](const Posting& p) { return dead_.contains(p.doc); });
    if (end - begin == 1 && dropped == 0) return;
    edit.dropped += dropped;
    for (size_t i = begin; i < end; ++i) {
      edit.old_terms.push_back(rows.Text(i, 0));
      edit.old_docs.push_back(rows.Int(i, 1));
    }
    if (postings.empty()) return;
    edit.new_terms.push_back(rows.Text(begin, 0));
    edit.new_docs.push_back(postings.front().doc);
    edit.new_blocks.push_back(EncodePostings(postings));
  }

  static void Apply(PgConnection& connection, const Edit& edit) {
    if (edit.old_terms.empty()) return;
    connection.Run(kDropPostings, PgParams().Texts(edit.old_terms).Ints(edit.old_docs));
    if (edit.new_terms.empty()) return;
    connection.Run(kPutPostings, PgParams().Texts(edit.new_terms).Ints(edit.new_docs).BytesList(edit.new_blocks));
  }

  const PgShared& shared_;
  std::unordered_set<uint64_t> dead_, chunks_;
  uint64_t limit_ = kPostingRowsAtATime;
  std::string term_;
  uint64_t first_doc_ = 0;
  uint64_t dropped_ = 0;
};

std::vector<uint64_t> DeadDocs(const PgShared& shared, uint64_t up_to) {
  std::vector<uint64_t> dead;
  shared.pool->Run([&](PgConnection& connection) {
    const PgResult rows = connection.Run(kDead, PgParams().Int(up_to));
    dead.clear();
    for (size_t i = 0; i < rows.rows(); ++i) dead.push_back(rows.Int(i, 0));
  });
  return dead;
}

void Sweep(const PgShared& shared, const CompactOptions& options, CompactReport& report) {
  const uint64_t oldest_read = RaiseHorizon(shared);
  const std::vector<uint64_t> dead = DeadDocs(shared, oldest_read);
  Tell(options, "dropping deleted facts", 0);
  for (size_t begin = 0; begin < dead.size(); begin += kDocsAtATime) {
    const auto some = std::span(dead).subspan(begin, std::min<size_t>(kDocsAtATime, dead.size() - begin));
    shared.pool->Transact([&](PgConnection& connection) {
      connection.Run(kSweepVectors, PgParams().Ints(some));
      connection.Run(kSweepAliases, PgParams().Ints(some));
    });
  }
  Tell(options, "joining postings", 0);
  PostingJoin join(shared, dead);
  join.Run();
  shared.pool->Transact([&](PgConnection& connection) {
    connection.Run(kLockState);
    connection.Run(kFinish, PgParams().Int(oldest_read).Int(options.keep_versions));
    connection.Run(kDropFacts);
  });
  report.dropped_postings = join.dropped();
  report.dropped_tombstones = dead.size();
}

// Without CONCURRENTLY it would keep writers out; what a broken-off try leaves
// is not valid and is made anew.
void MakeIndex(const PgShared& shared, const CompactOptions& options, uint64_t facts) {
  const uint32_t links = PgIndexLinks(options.index, facts);
  if (shared.vectors != PgVectors::kExtension || links == 0 || HasVectorIndex(*shared.pool)) return;
  Tell(options, StrCat("making the index HNSW", links), 0);
  shared.pool->Run([&](PgConnection& connection) {
    connection.Execute("DROP INDEX IF EXISTS vectors_hnsw");
    connection.Execute(
        StrCat("CREATE INDEX CONCURRENTLY vectors_hnsw ON "
               "vectors USING hnsw (vector vector_ip_ops) ",
               "WITH (m = ", links, ", ef_construction = ", std::max<uint32_t>(64, 2 * links), ")"));
  });
}

void GiveSpaceBack(const PgShared& shared, const CompactOptions& options) {
  const char* how = options.rewrite_files ? "VACUUM (FULL, ANALYZE) " : "VACUUM (ANALYZE) ";
  for (const char* table : {"postings", "vectors", "aliases", "facts", "versions", "deletions", "state"}) {
    Tell(options, StrCat("vacuuming ", table), 0);
    shared.pool->Run([&](PgConnection& connection) { connection.Execute(StrCat(how, table)); });
  }
}

}  // namespace

uint32_t PgIndexLinks(const IndexConfig& config, uint64_t facts) {
  if (config.factory().empty()) return facts > config.exact_rows() ? kDefaultLinks : 0;
  if (config.factory() == "Flat") return 0;
  if (config.factory() == "HNSW") return kDefaultLinks;
  const std::string_view name = config.factory();
  const auto links = name.starts_with("HNSW") ? ParseNumber<uint32_t>(name.substr(4)) : std::nullopt;
  if (links && *links >= 2 && *links <= kMostLinks) return *links;
  throw Error(Code::kInvalidArgument,
              StrCat("index ", name, ": a store in PostgreSQL has Flat and HNSW2 to HNSW", kMostLinks));
}

CompactReport CompactPg(const PgShared& shared, const CompactOptions& options) {
  PgIndexLinks(options.index, 0);  // a wrong one is told before anything is done
  const CompactionLock lock(shared);
  CompactReport report;
  report.bytes_before = PgBytes(*shared.pool);
  report.segments_before = HasVectorIndex(*shared.pool) ? 1 : 0;
  Sweep(shared, options, report);
  const std::shared_ptr<const PgVersion> newest = shared.pins->Pin();
  MakeIndex(shared, options, newest->facts);
  GiveSpaceBack(shared, options);
  report.bytes_after = PgBytes(*shared.pool);
  report.segments_after = HasVectorIndex(*shared.pool) ? 1 : 0;
  report.index = report.segments_after == 1 ? "HNSW (pgvector)" : "";
  report.version = newest->version;
  return report;
}

bool PgWantsCompaction(const PgShared& shared, const IndexConfig& index) {
  uint64_t facts = 0, dead = 0;
  shared.pool->Run([&](PgConnection& connection) {
    const PgResult counts = connection.Run(kCounts);
    facts = counts.Int(0, 0);
    dead = counts.Int(0, 1);
  });
  if (PaysToDrop(dead, facts)) return true;
  return shared.vectors == PgVectors::kExtension && PgIndexLinks(index, facts) > 0 && !HasVectorIndex(*shared.pool);
}

}  // namespace lethe

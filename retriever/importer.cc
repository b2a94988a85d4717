#include "retriever/importer.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/spooled_file.h"
#include "base/stopwatch.h"
#include "base/text.h"
#include "retriever/bulk_writer.h"
#include "retriever/fact.h"
#include "retriever/importers/import_format.h"
#include "retriever/source_sync.h"

namespace lethe {
namespace {

constexpr size_t kMostSkipsTold = 10;

class FactFile {
 public:
  // Throws what is wrong with the format and the map of `options`.
  FactFile(const Path& file, const ImportOptions& options) : file_(file), name_(file.string()), map_(options.map) {
    if (file == "-") name_ = "(standard input)";
    if (CanBeReadOnce(file)) file_ = kept_.emplace(file).path();
    format_ = &ChooseFormat(options.format, file, file_, map_);
  }

  // A reader from the beginning.
  std::unique_ptr<FactReader> Read() const { return format_->open(file_, name_, map_); }

 private:
  Path file_;
  std::string name_;
  std::optional<SpooledFile> kept_;  // of what cannot be read twice
  ColumnMap map_;
  const ImportFormat* format_ = nullptr;
};

// The facts of a reader that are right, with wrong lines counted.
class CheckedFacts {
 public:
  CheckedFacts(FactReader& reader, const ImportOptions& options, size_t max_fact_bytes, bool tell)
      : reader_(reader), options_(options), max_fact_bytes_(max_fact_bytes), tell_(tell) {}

  bool Next(v1::Fact& fact) {
    for (;;) {
      try {
        if (!reader_.Next(fact)) return false;
        if (fact.source().empty()) fact.set_source(options_.source);
        CheckFact(fact, max_fact_bytes_);
        return true;
      } catch (const Error& error) {
        Skip(error);
      }
    }
  }
  uint64_t skipped() const { return skipped_; }

 private:
  void Skip(const Error& error) {
    const bool of_one_line = error.code() == Code::kInvalidArgument || error.code() == Code::kResourceExhausted;
    const bool has_position = std::string_view(error.what()).starts_with(reader_.Where());
    if (!of_one_line || has_position) throw error;
    const std::string message = StrCat(reader_.Where(), ": ", error.what());
    if (++skipped_ > options_.skip_bad) {
      const std::string allowed = options_.skip_bad == 0
                                      ? std::string(" (--skip-bad N passes over N wrong lines)")
                                      : StrCat(" (more wrong lines than --skip-bad ", options_.skip_bad, " allows)");
      throw Error(error.code(), message + allowed);
    }
    if (!tell_) return;
    if (skipped_ <= kMostSkipsTold) LogWarning("skipped ", message);
    if (skipped_ == kMostSkipsTold + 1) LogWarning("skipped more lines, no longer told one by one");
  }

  FactReader& reader_;
  const ImportOptions& options_;
  size_t max_fact_bytes_;
  bool tell_;
  uint64_t skipped_ = 0;
};

uint64_t ContentHash(const v1::Fact& fact) {
  return StableHash(fact.SerializeAsString());
}

// Hashes of ids, 64 bits of which tell a hundred million of them apart, and of contents.
using ContentOfId = std::unordered_map<uint64_t, uint64_t>;

// What stands under which id in a file. An id that was given and stands for two facts is refused; facts named by their
// content may differ in aliases and tags, and the last of them counts.
class IdCheck {
 public:
  // Gives the fact its id.
  void Check(v1::Fact& fact, const std::string& where) {
    const bool is_given = !fact.id().empty();
    if (!is_given) fact.set_id(ContentId(fact));
    const uint64_t id = StableHash(fact.id()), content = ContentHash(fact);
    const auto [it, is_new] = contents_.emplace(id, content);
    if (is_new || it->second == content) return;
    if (is_given) {
      throw Error(Code::kAlreadyExists, StrCat(where, ": id: \"", fact.id(),
                                               "\" stands for another fact earlier in the file; give each "
                                               "fact its own id, or leave ids out"));
    }
    it->second = last_[id] = content;
  }
  // Of ids with several contents, the last.
  ContentOfId TakeLast() { return std::move(last_); }

 private:
  ContentOfId contents_, last_;
};

// Where the facts of a file go: past those that are there already; those of the source that is brought up to date are
// noted on the way.
class FactSink {
 public:
  // `last` says which content counts of an id that has several in the file.
  FactSink(const ImportOptions& options, KnowledgeBase& base, ContentOfId last)
      : options_(options),
        base_(base),
        last_(std::move(last)),
        was_empty_(base.Pin()->version() == 0),
        writer_(base, [this](const PutResult& result) { Acknowledge(result.ids); }) {
    if (!options.source.empty() && !options.keep_vanished) sync_.emplace(base, options.source);
  }

  void Put(std::vector<v1::Fact> batch) {
    PassOver(batch);
    if (!batch.empty()) writer_.Put(std::move(batch));
  }

  // Waits until all is durable that was put. Returns how many facts of the file the store has.
  uint64_t Settle() {
    writer_.Finish();
    const std::lock_guard lock(acknowledging_);
    return durable_;
  }

  ImportResult Finish() {
    PutOutcome put = writer_.Finish();
    put.unchanged += known_;
    ImportResult result;
    if (sync_) {
      const SyncReport report = sync_->Finish(put);
      result.added = report.added;
      result.updated = report.changed;
      result.unchanged = report.unchanged;
      result.removed = report.removed;
    } else {
      result.added = put.added;
      result.updated = put.updated;
      result.unchanged = put.unchanged;
    }
    result.version = base_.Pin()->version();
    return result;
  }

 private:
  // Takes facts out of the batch that a later one of the file replaces, and those that are in the store as they are, so
  // that an import run again does not embed them again and changes nothing. Both count as unchanged.
  void PassOver(std::vector<v1::Fact>& batch) {
    if (was_empty_ && !sync_ && last_.empty()) return;
    const auto view = base_.Pin();
    std::vector<std::string> known;
    std::erase_if(batch, [&](v1::Fact& fact) {
      if (fact.id().empty()) fact.set_id(ContentId(fact));
      const std::optional<v1::Fact> stored = was_empty_ ? std::nullopt : view->Get(fact.id());
      if (sync_ && fact.source() == options_.source) sync_->Expect(fact, stored.has_value());
      if (IsReplaced(fact)) {
        ++known_;
        return true;
      }
      if (!stored || stored->SerializeAsString() != fact.SerializeAsString()) return false;
      known.push_back(fact.id());
      return true;
    });
    known_ += known.size();
    Acknowledge(known);
  }

  bool IsReplaced(const v1::Fact& fact) const {
    const auto last = last_.find(StableHash(fact.id()));
    return last != last_.end() && last->second != ContentHash(fact);
  }

  void Acknowledge(const std::vector<std::string>& ids) {
    const std::lock_guard lock(acknowledging_);
    durable_ += ids.size();
    if (options_.acknowledged && !ids.empty()) options_.acknowledged(ids);
  }

  const ImportOptions& options_;
  KnowledgeBase& base_;
  ContentOfId last_;
  bool was_empty_;
  std::optional<SourceSync> sync_;
  uint64_t known_ = 0;
  std::mutex acknowledging_;  // the writer acknowledges on its own thread; guards durable_
  uint64_t durable_ = 0;
  BulkWriter writer_;  // the last, so that it ends before what it calls
};

// Reads the file once and throws what is wrong with it. Returns which content counts of an id that has several.
ContentOfId CheckFile(const FactFile& file, const ImportOptions& options, size_t max_fact_bytes) {
  const std::unique_ptr<FactReader> reader = file.Read();
  CheckedFacts facts(*reader, options, max_fact_bytes, true);
  Progress progress("checking", reader->bytes_total(), "bytes");
  IdCheck ids;
  uint64_t checked = 0;
  for (v1::Fact fact; facts.Next(fact);) {
    ids.Check(fact, reader->Where());
    if (++checked % options.batch_facts == 0 && options.interrupted && options.interrupted()) {
      throw Error(Code::kCancelled, "stopped while the file was checked: nothing of it is in the store yet");
    }
    progress.Update(reader->bytes_read());
  }
  if (!reader->unknown_fields().empty())
    LogWarning("fields passed over, this format does not know them: ", Join(reader->unknown_fields(), ", "));
  return ids.TakeLast();
}

// Puts the facts of a checked file.
ImportResult PutFile(const FactFile& file, const ImportOptions& options, KnowledgeBase& base, ContentOfId last) {
  const std::unique_ptr<FactReader> reader = file.Read();
  CheckedFacts facts(*reader, options, base.config().max_fact_bytes(), false);
  Progress progress("importing", reader->bytes_total(), "bytes");
  FactSink sink(options, base, std::move(last));
  uint64_t count = 0;
  std::vector<v1::Fact> batch;
  const auto put = [&] {
    if (options.interrupted && options.interrupted()) {
      throw Error(Code::kCancelled, StrCat("stopped: ", sink.Settle(),
                                           " facts of the file are in the store; the same command goes on from there"));
    }
    sink.Put(std::move(batch));
    batch.clear();
    progress.Update(reader->bytes_read());
  };
  for (v1::Fact fact; facts.Next(fact);) {
    ++count;
    batch.push_back(std::move(fact));
    if (batch.size() == options.batch_facts) put();
  }
  if (!batch.empty()) put();
  ImportResult result = sink.Finish();
  result.facts = count;
  result.skipped = facts.skipped();
  return result;
}

}  // namespace

ImportResult ImportFacts(const Path& file, const ImportOptions& options, const Path& store, const StoreConfig& config) {
  const Stopwatch watch;
  const FactFile facts(file, options);
  ContentOfId last = CheckFile(facts, options, KnowledgeBase::ResolveConfig(store, config).max_fact_bytes());
  const std::unique_ptr<KnowledgeBase> base = KnowledgeBase::Open(store, config, OpenMode::kCreate);
  ImportResult result = PutFile(facts, options, *base, std::move(last));
  result.seconds = watch.Seconds();
  return result;
}

FileComparison CompareWithStore(const Path& file, const ImportOptions& options, const KnowledgeBase& base) {
  struct Stored {
    uint64_t content;
    uint32_t in_file = 0;  // facts of the file, of which the last counts
    bool is_same = false;
  };
  std::unordered_map<uint64_t, Stored> stored;  // by the hash of the id, as in IdCheck
  base.Pin()->ForEach(
      [&stored](const v1::Fact& fact) { stored.emplace(StableHash(fact.id()), Stored{ContentHash(fact)}); });
  FileComparison comparison;
  const FactFile facts(file, options);
  const std::unique_ptr<FactReader> reader = facts.Read();
  CheckedFacts checked(*reader, options, base.config().max_fact_bytes(), false);
  for (v1::Fact fact; checked.Next(fact);) {
    if (fact.id().empty()) fact.set_id(ContentId(fact));
    const auto found = stored.find(StableHash(fact.id()));
    if (found == stored.end()) {
      ++comparison.absent;
      continue;
    }
    ++found->second.in_file;
    found->second.is_same = found->second.content == ContentHash(fact);
  }
  for (const auto& [id, fact] : stored) {
    (fact.is_same ? comparison.same : comparison.changed) += fact.in_file;
    comparison.others += fact.in_file == 0 ? 1 : 0;
  }
  return comparison;
}

}  // namespace lethe

#include "retriever/importer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/source_sync.h"

namespace lethe {
namespace {

constexpr size_t kMostSkipsTold = 10;

// Copies what cannot be read twice to a file of its own.
Path KeepStream(int from) {
  std::string name = (std::filesystem::temp_directory_path() / "lethe-import-XXXXXX").string();
  const int to = ::mkstemp(name.data());
  if (to < 0) ThrowErrno("make the temporary file", name);
  std::array<char, 1 << 16> buffer;
  bool ok = true;
  for (;;) {
    const ssize_t n = ::read(from, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      ok = n == 0;
      break;
    }
    for (ssize_t written = 0; ok && written < n;) {
      const ssize_t m = ::write(to, buffer.data() + written, static_cast<size_t>(n - written));
      ok = m > 0 || (m < 0 && errno == EINTR);
      written += std::max<ssize_t>(m, 0);
    }
    if (!ok) break;
  }
  const int reason = errno;
  ::close(to);
  if (ok) return name;
  ::unlink(name.c_str());
  errno = reason;
  ThrowErrno("copy the input to", name);
}

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

// Refuses an id that stands for two facts. Ids are remembered by hash: 64 bits tell a hundred million of them apart.
class IdCheck {
 public:
  void Check(const v1::Fact& fact, const std::string& where) {
    if (fact.id().empty()) return;
    const auto [it, is_new] = contents_.emplace(StableHash(fact.id()), StableHash(fact.SerializeAsString()));
    if (!is_new && it->second != StableHash(fact.SerializeAsString())) {
      throw Error(Code::kAlreadyExists, StrCat(where, ": id: \"", fact.id(),
                                               "\" stands for another fact earlier in the file; give each "
                                               "fact its own id, or leave ids out"));
    }
  }

 private:
  std::unordered_map<uint64_t, uint64_t> contents_;
};

// Takes facts out of the batch that are in the store as they are, so that an import run again does not embed them
// again; returns their ids. The last of an id decides, and the check of the file saw to it that all of an id are alike.
std::vector<std::string> DropKnown(const StoreView& view, std::vector<v1::Fact>& batch) {
  std::vector<std::string> known;
  std::erase_if(batch, [&](v1::Fact& fact) {
    if (fact.id().empty()) fact.set_id(ContentId(fact));
    const std::optional<v1::Fact> stored = view.Get(fact.id());
    if (!stored || stored->SerializeAsString() != fact.SerializeAsString()) return false;
    known.push_back(fact.id());
    return true;
  });
  return known;
}

void CheckInterrupted(const ImportOptions& options, uint64_t durable) {
  if (!options.interrupted || !options.interrupted()) return;
  throw Error(Code::kCancelled,
              StrCat("stopped: ", durable, " facts of the file are in the store; the same command goes on from there"));
}

// Where the facts of a file go: past those that are there already, or through the synchronisation of their source.
class FactSink {
 public:
  FactSink(const ImportOptions& options, KnowledgeBase& base)
      : options_(options), base_(base), was_empty_(base.Pin()->version() == 0) {
    if (!options.source.empty() && !options.keep_vanished) sync_.emplace(base, options.source);
  }

  void Put(std::vector<v1::Fact> batch) {
    CheckInterrupted(options_, durable_);
    durable_ += batch.size();
    if (sync_) PutSynchronised(batch);
    if (!was_empty_) {
      const std::vector<std::string> known = DropKnown(*base_.Pin(), batch);
      result_.unchanged += known.size();
      Acknowledge(known);
    }
    if (batch.empty()) return;
    const PutResult done = base_.PutBatch(std::move(batch));
    result_.added += done.outcome.added;
    result_.unchanged += done.outcome.unchanged;
    result_.updated += done.outcome.updated;
    Acknowledge(done.ids);
  }

  ImportResult Finish() {
    if (sync_) {
      const SyncReport report = sync_->Finish();
      result_.added += report.added;
      result_.updated += report.changed;
      result_.unchanged += report.unchanged;
      result_.removed = report.removed;
    }
    result_.version = base_.Pin()->version();
    return result_;
  }

 private:
  // Leaves the facts of other sources in the batch.
  void PutSynchronised(std::vector<v1::Fact>& batch) {
    const auto others = std::stable_partition(
        batch.begin(), batch.end(), [this](const v1::Fact& fact) { return fact.source() != options_.source; });
    if (others == batch.end()) return;
    Acknowledge(sync_->Put({std::make_move_iterator(others), std::make_move_iterator(batch.end())}).ids);
    batch.erase(others, batch.end());
  }

  void Acknowledge(const std::vector<std::string>& ids) const {
    if (options_.acknowledged && !ids.empty()) options_.acknowledged(ids);
  }

  const ImportOptions& options_;
  KnowledgeBase& base_;
  bool was_empty_;
  std::optional<SourceSync> sync_;
  uint64_t durable_ = 0;
  ImportResult result_;
};

}  // namespace

FactFile::FactFile(const Path& file, const ImportOptions& options)
    : file_(file), name_(file.string()), map_(options.map) {
  if (file == "-") {
    name_ = "(standard input)";
    file_ = KeepStream(STDIN_FILENO);
    temporary_ = true;
  } else if (std::filesystem::exists(file) && !std::filesystem::is_regular_file(file) &&
             !std::filesystem::is_directory(file)) {
    const int stream = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (stream < 0) ThrowErrno("open", file);
    file_ = KeepStream(stream);
    ::close(stream);
    temporary_ = true;
  }
  try {
    format_ = &ChooseFormat(options.format, file, file_, map_);
  } catch (const Error&) {
    if (temporary_) ::unlink(file_.c_str());
    throw;
  }
}

FactFile::~FactFile() {
  if (temporary_) ::unlink(file_.c_str());
}

std::unique_ptr<FactReader> FactFile::Read() const {
  return format_->open(file_, name_, map_);
}

void CheckFactFile(const FactFile& file, const ImportOptions& options, size_t max_fact_bytes) {
  const std::unique_ptr<FactReader> reader = file.Read();
  CheckedFacts facts(*reader, options, max_fact_bytes, true);
  Progress progress("checking", reader->bytes_total(), "bytes");
  IdCheck ids;
  uint64_t checked = 0;
  for (v1::Fact fact; facts.Next(fact);) {
    ids.Check(fact, reader->Where());
    if (++checked % options.batch_facts == 0) CheckInterrupted(options, 0);
    progress.Update(reader->bytes_read());
  }
  if (!reader->unknown_fields().empty())
    LogWarning("fields passed over, this format does not know them: ", Join(reader->unknown_fields(), ", "));
}

ImportResult ImportFactFile(const FactFile& file, const ImportOptions& options, KnowledgeBase& base) {
  const auto start = std::chrono::steady_clock::now();
  const std::unique_ptr<FactReader> reader = file.Read();
  CheckedFacts facts(*reader, options, base.config().max_fact_bytes(), false);
  Progress progress("importing", reader->bytes_total(), "bytes");
  FactSink sink(options, base);
  uint64_t count = 0;
  std::vector<v1::Fact> batch;
  const auto put = [&] {
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
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

ImportResult ImportFacts(const Path& file, const ImportOptions& options, const Path& store, const StoreConfig& config) {
  const auto start = std::chrono::steady_clock::now();
  const FactFile facts(file, options);
  CheckFactFile(facts, options, KnowledgeBase::ResolveConfig(store, config).max_fact_bytes());
  const std::unique_ptr<KnowledgeBase> base = KnowledgeBase::Open(store, config, OpenMode::kCreate);
  ImportResult result = ImportFactFile(facts, options, *base);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace lethe

#include "retriever/stores/rocks_manifest.h"

#include <rocksdb/db.h>
#include <rocksdb/listener.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "retriever/indexes/checksum.h"

namespace lethe {
namespace {

constexpr const char* kCure = "; restore the store from a snapshot (lethe store restore) or import its facts again";

struct NotedFile {
  std::string name;
  uint64_t bytes = 0;
  uint64_t checksum = 0;  // of so many of its bytes
};

struct Note {
  NotedFile manifest;
  std::vector<NotedFile> logs;
};

Path NoteFile(const Path& dir) {
  return dir / "lethe_manifest";
}

// A line of the note.
std::optional<NotedFile> ParseNoted(std::string_view line) {
  const std::vector<std::string_view> words = SplitWords(line);
  if (words.size() != 3) return std::nullopt;
  const auto bytes = ParseNumber<uint64_t>(words[1]), checksum = ParseNumber<uint64_t>(words[2]);
  if (!bytes || !checksum) return std::nullopt;
  return NotedFile{std::string(words[0]), *bytes, *checksum};
}

Note ReadNote(const Path& file) {
  const std::string text = ReadFile(file);
  std::vector<NotedFile> noted;
  for (const std::string_view line : Split(Trim(text), '\n')) {
    std::optional<NotedFile> one = ParseNoted(line);
    if (!one) {
      throw Error(Code::kDataLoss, StrCat(file.string(), ": damaged: expected in each line a manifest or log, its ",
                                          "bytes and a checksum", kCure));
    }
    noted.push_back(std::move(*one));
  }
  return {std::move(noted.front()), {std::make_move_iterator(noted.begin() + 1), std::make_move_iterator(noted.end())}};
}

void WriteNote(const Path& dir, const Note& note) {
  std::string text;
  const auto add = [&text](const NotedFile& noted) {
    text += StrCat(noted.name, ' ', noted.bytes, ' ', noted.checksum, '\n');
  };
  add(note.manifest);
  for (const NotedFile& log : note.logs) add(log);
  WriteFileAtomic(NoteFile(dir), text);
}

// Null where there is no such file.
std::unique_ptr<MappedFile> MapIfThere(const Path& path) {
  try {
    return std::make_unique<MappedFile>(path);
  } catch (const Error& error) {
    if (error.code() != Code::kNotFound) throw;
    return nullptr;
  }
}

// What is wrong with a file; empty where it is as it was noted, or goes on from there.
std::string FaultOf(const MappedFile& file, const NotedFile& noted) {
  if (file.bytes().size() < noted.bytes)
    return StrCat(": is cut off: it has ", file.bytes().size(), " bytes and had ", noted.bytes);
  if (Checksum64(file.bytes().first(noted.bytes)) != noted.checksum) return ": is damaged: its records were others";
  return {};
}

// Nothing for a file that is no log.
std::optional<uint64_t> NumberOfLog(const Path& file) {
  if (file.extension() != ".log") return std::nullopt;
  return ParseNumber<uint64_t>(file.stem().string());
}

// The names of the logs in the folder.
std::map<uint64_t, std::string> LogsIn(const Path& dir) {
  std::map<uint64_t, std::string> logs;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    if (const auto number = NumberOfLog(entry.path())) logs[*number] = entry.path().filename().string();
  }
  return logs;
}

// Reads a log that has more than is noted of it. A process that was killed may have left bytes that are not on the
// disk.
void ReadWhole(const Path& path, NotedFile& log) {
  std::error_code gone;
  const uint64_t size = std::filesystem::file_size(path, gone);
  if (gone || size <= log.bytes) return;
  const std::unique_ptr<MappedFile> file = MapIfThere(path);
  if (file == nullptr) return;
  SyncPath(path);
  log.bytes = file->bytes().size();
  log.checksum = Checksum64(file->bytes());
}

// Of the logs from number `oldest` on; `before` is what was noted last. One that is gone stays noted: that is damage,
// which the next check tells. RocksDB begins a log when nobody writes to the one before.
std::vector<NotedFile> NoteLogs(const Path& dir, uint64_t oldest, bool at_rest, std::vector<NotedFile> before) {
  std::map<uint64_t, NotedFile> noted;
  for (NotedFile& log : before) noted[NumberOfLog(log.name).value_or(0)] = std::move(log);
  const std::map<uint64_t, std::string> logs = LogsIn(dir);
  for (const auto& [number, name] : logs) {
    NotedFile& log = noted.try_emplace(number, NotedFile{name, 0, Checksum64({})}).first->second;
    const bool is_written = !at_rest && number == logs.rbegin()->first;
    if (number >= oldest && !is_written) ReadWhole(dir / name, log);
  }
  std::vector<NotedFile> needed;
  for (auto it = noted.lower_bound(oldest); it != noted.end(); ++it) needed.push_back(std::move(it->second));
  return needed;
}

std::vector<NotedFile> LogsNotedIn(const Path& dir) {
  return std::filesystem::exists(NoteFile(dir)) ? ReadNote(NoteFile(dir)).logs : std::vector<NotedFile>();
}

// Empty while the database moves on to another manifest.
std::string NameOfManifest(const std::vector<std::string>& live_files) {
  constexpr std::string_view kBegin = "/MANIFEST-";
  const auto found = std::find_if(live_files.begin(), live_files.end(),
                                  [&](const std::string& file) { return file.starts_with(kBegin); });
  return found == live_files.end() ? std::string() : found->substr(1);
}

class NoteOnChange : public rocksdb::EventListener {
 public:
  explicit NoteOnChange(const Path& dir) : dir_(dir) {}
  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo&) override { NoteFiles(*db, dir_, false); }
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo&) override {
    NoteFiles(*db, dir_, false);
  }

 private:
  Path dir_;
};

}  // namespace

void CheckManifest(const Path& dir) {
  if (!std::filesystem::exists(NoteFile(dir))) return;
  const NotedFile noted = ReadNote(NoteFile(dir)).manifest;
  const Path path = dir / noted.name;
  const std::unique_ptr<MappedFile> manifest = MapIfThere(path);
  if (manifest == nullptr) return;  // the database has moved on to another, which a crash kept from being noted
  const std::string fault = FaultOf(*manifest, noted);
  if (!fault.empty()) throw Error(Code::kDataLoss, StrCat(path.string(), fault, kCure));
}

void CheckLogs(const Path& dir, const std::function<uint64_t()>& oldest_needed) {
  std::optional<uint64_t> oldest;
  for (const NotedFile& noted : LogsNotedIn(dir)) {
    const Path path = dir / noted.name;
    const std::unique_ptr<MappedFile> log = MapIfThere(path);
    const std::string fault = log == nullptr ? ": is missing" : FaultOf(*log, noted);
    if (fault.empty()) continue;
    if (!oldest) oldest = oldest_needed();
    if (NumberOfLog(path).value_or(0) >= *oldest) throw Error(Code::kDataLoss, StrCat(path.string(), fault, kCure));
  }
}

void NoteFiles(rocksdb::DB& db, const Path& dir, bool at_rest) noexcept {
  // One at a time, so that the last note is the one that goes furthest.
  static std::mutex noting;
  const std::lock_guard lock(noting);
  try {
    std::vector<std::string> live_files;
    uint64_t bytes = 0;
    // RocksDB counts only bytes of the manifest that are on the disk.
    if (!db.GetLiveFiles(live_files, &bytes, false).ok()) return;
    const std::string manifest = NameOfManifest(live_files);
    if (manifest.empty()) return;
    const MappedFile file(dir / manifest);
    if (file.bytes().size() < bytes) return;  // damaged under our hands: the note before says so
    uint64_t oldest = 0;
    db.GetIntProperty(rocksdb::DB::Properties::kMinLogNumberToKeep, &oldest);
    WriteNote(dir, {{manifest, bytes, Checksum64(file.bytes().first(bytes))},
                    NoteLogs(dir, oldest, at_rest, LogsNotedIn(dir))});
  } catch (const std::exception& error) {
    LogWarning(dir.string(), ": cannot note what its manifest and logs hold: ", error.what());
  }
}

void NoteCopiedFiles(const Path& dir) {
  const std::string current = ReadFile(dir / "CURRENT");
  const std::string manifest(Trim(current));
  const MappedFile file(dir / manifest);
  WriteNote(dir, {{manifest, file.bytes().size(), Checksum64(file.bytes())}, NoteLogs(dir, 0, true, {})});
}

std::shared_ptr<rocksdb::EventListener> NotesOnChange(const Path& dir) {
  return std::make_shared<NoteOnChange>(dir);
}

}  // namespace lethe

#include "retriever/stores/rocks_manifest.h"

#include <rocksdb/db.h>
#include <rocksdb/listener.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "retriever/indexes/checksum.h"

namespace lethe {
namespace {

constexpr const char* kCure = "; restore the store from a snapshot (lethe store restore) or import its facts again";

struct Note {
  std::string manifest;  // name of the file
  uint64_t bytes = 0;
  uint64_t checksum = 0;  // of so many of its bytes
};

Path NoteFile(const Path& dir) {
  return dir / "lethe_manifest";
}

Note ReadNote(const Path& file) {
  const std::string text = ReadFile(file);
  const std::vector<std::string_view> words = SplitWords(text);
  if (words.size() == 3) {
    const auto bytes = ParseNumber<uint64_t>(words[1]), checksum = ParseNumber<uint64_t>(words[2]);
    if (bytes && checksum) return {std::string(words[0]), *bytes, *checksum};
  }
  throw Error(Code::kDataLoss,
              StrCat(file.string(), ": damaged: expected a manifest, its bytes and a checksum", kCure));
}

// `bytes` are the beginning of the manifest, as far as it counts.
void WriteNote(const Path& dir, const std::string& manifest, std::span<const std::byte> bytes) {
  WriteFileAtomic(NoteFile(dir), StrCat(manifest, ' ', bytes.size(), ' ', Checksum64(bytes), '\n'));
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
  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo&) override { NoteManifest(*db, dir_); }
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo&) override { NoteManifest(*db, dir_); }

 private:
  Path dir_;
};

}  // namespace

void CheckManifest(const Path& dir) {
  if (!std::filesystem::exists(NoteFile(dir))) return;
  const Note note = ReadNote(NoteFile(dir));
  const Path manifest = dir / note.manifest;
  std::optional<MappedFile> file;
  try {
    file.emplace(manifest);
  } catch (const Error& error) {
    if (error.code() != Code::kNotFound) throw;
    return;  // the database has moved on to another, which a crash kept from being noted
  }
  if (file->bytes().size() < note.bytes) {
    throw Error(Code::kDataLoss, StrCat(manifest.string(), ": is cut off: it has ", file->bytes().size(),
                                        " bytes and had ", note.bytes, kCure));
  }
  if (Checksum64(file->bytes().first(note.bytes)) != note.checksum)
    throw Error(Code::kDataLoss, StrCat(manifest.string(), ": is damaged: its records were others", kCure));
}

void NoteManifest(rocksdb::DB& db, const Path& dir) noexcept {
  // One at a time, so that the last note is the one that goes furthest.
  static std::mutex noting;
  const std::lock_guard lock(noting);
  try {
    std::vector<std::string> live_files;
    uint64_t bytes = 0;
    // RocksDB counts only bytes that are on the disk: a power cut never leaves less than the note says.
    if (!db.GetLiveFiles(live_files, &bytes, false).ok()) return;
    const std::string manifest = NameOfManifest(live_files);
    if (manifest.empty()) return;
    const MappedFile file(dir / manifest);
    if (file.bytes().size() < bytes) return;  // damaged under our hands: the note before says so
    WriteNote(dir, manifest, file.bytes().first(bytes));
  } catch (const std::exception& error) {
    LogWarning(dir.string(), ": cannot note what its manifest holds: ", error.what());
  }
}

void NoteCopiedManifest(const Path& dir) {
  const std::string current = ReadFile(dir / "CURRENT");
  const std::string manifest(Trim(current));
  WriteNote(dir, manifest, MappedFile(dir / manifest).bytes());
}

std::shared_ptr<rocksdb::EventListener> ManifestNotes(const Path& dir) {
  return std::make_shared<NoteOnChange>(dir);
}

}  // namespace lethe

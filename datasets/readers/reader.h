// Reads any public data set that Lethe knows as one stream of records, by the name of its format.
//
//   Reader reader("squad", "train-v1.1.json.zst", {});
//   for (Record record; reader.Next(record);) ...
//
// Promise: constant memory whatever the size of the file; plain, gzip and zstd files alike; a stream begun again at
// position() gives exactly the records that were still to come. Records that are left out are counted and their reasons
// kept, never dropped in silence.
// Errors: kInvalidArgument naming file, line, field and reason of a malformed record, once more than `skip_bad` were
// malformed; kNotFound for an unknown format, a missing path or a folder without files of the format;
// kInvalidArgument for a wrong encoding, an input without any record (also where all were left out) and a structure
// that nothing can be read behind; kOutOfRange for a position behind the end of the file or of what it names; kDataLoss
// for a truncated or damaged stream; kResourceExhausted for a record above the limit. Threads: one reader, one thread.
// Cost: more than 100 MB/s of JSON lines or text a core; `lethe bench dataset` measures every format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "datasets/readers/record.h"

namespace lethe {

// A place between two records of a file. Offsets are those of the inflated text.
struct ReadPosition {
  uint64_t offset = 0;
  uint64_t line = 1;
  uint64_t inner = 0;  // records given since: of the unit at `offset`, or of the file where its records have no names
};

struct FormatOptions {
  Path file;
  ReadPosition start;
  size_t max_record_bytes = 0;
  size_t part_bytes = 0;  // texts without a structure are given in parts of about this size
};

// One file of one format. Next throws RecordError for a record that can be left out and goes on behind it when called
// again; position() is then behind it as well.
class FormatReader {
 public:
  virtual ~FormatReader() = default;
  virtual bool Next(Record& record) = 0;
  virtual ReadPosition position() const = 0;
};

struct Format {
  std::string_view name;
  std::string_view what;      // one line for people
  std::string_view suffixes;  // of its files in a folder, apart by spaces; .gz and .zst may follow
  std::unique_ptr<FormatReader> (*open)(const FormatOptions& options);
  std::string_view beginnings = {};  // of their names, likewise; any where there are none
};

// The table of formats, one row each.
const std::vector<Format>& ReaderFormats();
const Format& FindFormat(std::string_view name);

struct ReadOptions {
  uint64_t skip_bad = 0;  // malformed records to tolerate
  size_t max_record_bytes = size_t{16} << 20;
  size_t part_bytes = size_t{128} << 10;
  std::string start;  // what position() gave; empty for the beginning
};

struct ReadStats {
  static constexpr size_t kMaxReasons = 20;
  uint64_t records = 0;
  uint64_t skipped = 0;
  uint64_t flawed = 0;                // records given that have flaws
  std::vector<std::string> reasons;   // of the first records that were left out
  uint64_t files = 0;                 // opened so far
  std::vector<std::string> left_out;  // files of the folder that are not of this format, by name
};

class Reader {
 public:
  // `path`: a file, or a folder that is searched with all that lies below it.
  Reader(std::string_view format, const Path& path, const ReadOptions& options);

  bool Next(Record& record);
  // A token for ReadOptions::start: "offset:line:inner:file"; empty behind the last record.
  std::string position() const;
  const ReadStats& stats() const { return stats_; }

 private:
  void ListFiles(const Path& path);
  void Begin(const std::string& token);
  void OpenFile(const ReadPosition& start);
  std::string NameOf(const Path& file) const;
  void LeaveOut(const RecordError& error);
  [[noreturn]] void FailWithoutRecord() const;

  const Format& format_;
  Path root_;
  ReadOptions options_;
  std::vector<Path> files_;
  size_t next_file_ = 0;
  std::unique_ptr<FormatReader> current_;
  ReadStats stats_;
};

}  // namespace lethe

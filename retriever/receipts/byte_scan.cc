#include "retriever/receipts/byte_scan.h"

#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "retriever/stores/rocks_db.h"

namespace lethe {
namespace {

constexpr size_t kMostTold = 100;

class Scanner {
 public:
  explicit Scanner(const std::vector<Needle>& needles) : needles_(needles) {}

  void ScanRaw(const Path& file) {
    const MappedFile map(file);
    const auto bytes = map.bytes();
    ++result_.files;
    result_.bytes += bytes.size();
    Look(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "");
  }

  void ScanTable(const Path& file) {
    rocksdb::SstFileReader reader(TableOptions());
    rocksdb::Status status = reader.Open(file.string());
    if (status.ok()) status = ReadTable(file, reader);
    if (!status.ok()) throw Error(Code::kDataLoss, StrCat("cannot read ", file.string(), ": ", status.ToString()));
  }

  ScanResult Take() { return std::move(result_); }

 private:
  rocksdb::Status ReadTable(const Path& file, rocksdb::SstFileReader& reader) {
    ++result_.tables;
    if (const auto properties = reader.GetTableProperties()) {
      result_.delete_marks += properties->num_deletions + properties->num_range_deletions;
    }
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> it(reader.NewIterator(options));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      ++result_.records;
      Look(file, it->key().ToStringView(), " (key)");
      Look(file, it->value().ToStringView(), " (value)");
    }
    return it->status();
  }

  void Look(const Path& file, std::string_view bytes, std::string_view where) {
    for (const Needle& needle : needles_) {
      if (bytes.find(needle.bytes) == std::string_view::npos) continue;
      if (result_.found.size() < kMostTold) result_.found.push_back(StrCat(file.string(), ": ", needle.name, where));
    }
  }

  const std::vector<Needle>& needles_;
  ScanResult result_;
};

}  // namespace

ScanResult ScanFolder(const Path& dir, const std::vector<Needle>& needles, const std::vector<Path>& except) {
  for (const Needle& needle : needles) LETHE_CHECK(!needle.bytes.empty(), needle.name);
  Scanner scanner(needles);
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::absolute(dir))) {
    const Path file = entry.path().lexically_normal();
    const bool left_out = std::any_of(except.begin(), except.end(), [&file](const Path& path) {
      return file == path || file.string().starts_with(path.string() + "/");
    });
    if (entry.is_regular_file() && !left_out) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  for (const Path& file : files) {
    scanner.ScanRaw(file);
    if (file.extension() == ".sst") scanner.ScanTable(file);
  }
  return scanner.Take();
}

}  // namespace lethe

#include "retriever/stores/snapshot_list.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "retriever/stores/rocks_records.h"

namespace lethe {

Path SnapshotListFile(const Path& store) {
  return store / "snapshots.json";
}

std::vector<SnapshotEntry> ReadSnapshotList(const Path& store) {
  const Path file = SnapshotListFile(store);
  std::vector<SnapshotEntry> entries;
  if (!std::filesystem::exists(file)) return entries;
  try {
    for (const auto& entry : nlohmann::json::parse(ReadFile(file))) {
      entries.push_back({entry.at("path").get<std::string>(), entry.at("version"), entry.at("time_ms")});
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(Code::kDataLoss, StrCat(file.string(), ": damaged: ", error.what(), "; remove it to forget snapshots"));
  }
  return entries;
}

void RememberSnapshot(const Path& store, const Path& snapshot, uint64_t version) {
  std::vector<SnapshotEntry> entries = ReadSnapshotList(store);
  entries.push_back({std::filesystem::absolute(snapshot).lexically_normal(), version, NowMs()});
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const SnapshotEntry& entry : entries) {
    list.push_back({{"path", entry.path.string()}, {"version", entry.version}, {"time_ms", entry.time_ms}});
  }
  WriteFileAtomic(SnapshotListFile(store), list.dump(2) + "\n");
}

}  // namespace lethe

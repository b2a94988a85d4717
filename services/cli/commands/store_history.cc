#include "services/cli/commands/store_history.h"

#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store_life.h"
#include "services/cli/commands/store_options.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct VersionsCommand : StoreOptions {
  size_t limit = 0;
};

struct RollBackCommand : StoreOptions {
  uint64_t version = 0;
};

struct CopyCommand : StoreOptions {
  std::string folder;
};

void Versions(const VersionsCommand& command) {
  const auto base = OpenStore(command, OpenMode::kRead);
  std::vector<StoreVersion> versions = base->Versions();
  if (command.limit > 0 && versions.size() > command.limit)
    versions.erase(versions.begin(), versions.end() - static_cast<std::ptrdiff_t>(command.limit));
  if (command.json) {
    Json list = Json::array();
    for (const StoreVersion& v : versions) {
      list.push_back({{"version", v.version},
                      {"time", IsoTime(v.time_ms)},
                      {"note", v.note},
                      {"added", v.added},
                      {"updated", v.updated},
                      {"removed", v.removed},
                      {"facts", v.facts},
                      {"can_roll_back", v.can_return}});
    }
    std::cout << DumpJson({{"current", base->Pin()->version()}, {"versions", std::move(list)}}) << "\n";
    return;
  }
  for (const StoreVersion& v : versions) {
    std::cout << std::right << std::setw(8) << v.version << "  " << IsoTime(v.time_ms) << "  +" << v.added << " ~"
              << v.updated << " -" << v.removed << "  " << v.facts << " facts  " << v.note
              << (v.can_return                          ? ""
                  : v.version == base->Pin()->version() ? "  (current)"
                                                        : "  (no way back)")
              << "\n";
  }
}

void RollBack(const RollBackCommand& command) {
  const RollBackReport report = OpenStore(command, OpenMode::kWrite)->RollBack(command.version);
  NoteReaders(command);
  if (command.json) {
    std::cout << DumpJson({{"rolled_back_to", command.version},
                           {"version", report.version},
                           {"restored", report.restored},
                           {"removed", report.removed},
                           {"purged", report.purged}})
              << "\n";
    return;
  }
  std::cout << "version " << report.version << " has the facts of version " << command.version << ": "
            << report.restored << " restored, " << report.removed << " removed"
            << (report.purged == 0 ? std::string()
                                   : StrCat(", ", report.purged, " stay deleted because they have a receipt"))
            << "\n";
}

void Snapshot(const CopyCommand& command) {
  const auto base = OpenStore(command, OpenMode::kWrite);
  const uint64_t version = base->Pin()->version();
  std::string folder = command.folder;
  if (folder.empty()) folder = StrCat(base->dir().lexically_normal().string(), ".snapshots/", version);
  base->Snapshot(folder);
  if (command.json) {
    std::cout << DumpJson({{"snapshot", folder}, {"version", version}, {"facts", base->Pin()->facts()}}) << "\n";
  } else {
    std::cout << folder << ": version " << version << "\n";
  }
}

void Restore(const CopyCommand& command) {
  const RestoreReport report = RestoreStore(command.store, command.folder);
  if (command.json) {
    std::cout << DumpJson({{"restored_from", command.folder},
                           {"version", report.version},
                           {"facts", report.facts},
                           {"kept_deleted", report.kept_deleted}})
              << "\n";
    return;
  }
  std::cout << report.facts << " facts, version " << report.version
            << (report.kept_deleted == 0
                    ? std::string()
                    : StrCat("; ", report.kept_deleted, " facts stay deleted because they have a receipt"))
            << "\n";
}

}  // namespace

void AddStoreHistory(CLI::App& group) {
  const auto versions = AddStoreCommand(group, "versions", "List what each version changed",
                                        "Example: lethe store versions --store my-store --limit 10", Versions);
  versions.app->add_option("--limit", versions.values.limit, "Newest versions to show; 0 shows all")
      ->capture_default_str();

  const auto rollback = AddStoreCommand(group, "rollback", "Make a new version with the facts of an earlier one",
                                        "Example: lethe store rollback --store my-store --version 7", RollBack);
  rollback.app
      ->add_option("version,--version,--to", rollback.values.version, "Version to return to (`lethe store versions`)")
      ->required();

  const auto snapshot =
      AddStoreCommand(group, "snapshot", "Copy the store to a folder; files are shared where they can be",
                      "Example: lethe store snapshot --store my-store --out backup/monday", Snapshot);
  snapshot.app->add_option("folder,--out,--to", snapshot.values.folder,
                           "New folder; STORE.snapshots/VERSION where not given");

  const auto restore = AddStoreCommand(group, "restore", "Put a snapshot in the place of the store",
                                       "Example: lethe store restore --store my-store --from backup/monday", Restore);
  restore.app->add_option("folder,--from,--snapshot", restore.values.folder, "Folder of the snapshot")->required();
}

}  // namespace lethe

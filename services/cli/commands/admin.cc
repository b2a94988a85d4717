#include "services/cli/commands/admin.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "retriever/stores/store_url.h"
#include "services/cli/json_text.h"
#include "services/cli/number_checks.h"
#include "services/cli/usage.h"
#include "services/rpc/client.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string server, alias = "default", store;
  std::vector<std::string> changes;
  double timeout = 60;
  bool json = false;
};

Json RefJson(const v1::StoreRef& ref) {
  return {{"alias", ref.alias()}, {"version", ref.version()}};
}

void Stores(const Options& options) {
  const v1::ListStoresResponse response = Client(options.server, options.timeout).ListStores();
  Json stores = Json::array();
  for (const auto& entry : response.stores()) {
    stores.push_back({{"alias", entry.ref().alias()},
                      {"version", entry.ref().version()},
                      {"path", entry.path()},
                      {"facts", entry.facts()}});
    if (!options.json) {
      std::cout << entry.ref().alias() << "  version " << entry.ref().version() << "  " << entry.facts() << " facts  "
                << entry.path() << "\n";
    }
  }
  if (options.json) std::cout << DumpJson({{"stores", std::move(stores)}}) << "\n";
}

// The server may run in another folder.
std::string AbsoluteStore(const std::string& store) {
  if (store.empty() || IsStoreUrl(store)) return store;
  return std::filesystem::absolute(store).lexically_normal().string();
}

// "alias=folder"; an empty folder takes the alias out.
std::vector<std::pair<std::string, std::string>> ChangesOf(const Options& options) {
  std::vector<std::pair<std::string, std::string>> changes;
  for (const std::string& change : options.changes) {
    const size_t equals = change.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw CLI::ValidationError("--set", "write each as ALIAS=STORE, or ALIAS= to unload");
    }
    changes.emplace_back(change.substr(0, equals), AbsoluteStore(change.substr(equals + 1)));
  }
  return changes;
}

void SwapMany(const Options& options) {
  const auto changes = ChangesOf(options);
  const v1::SwapResponse response = Client(options.server, options.timeout).Swap(changes);
  Json swaps = Json::array();
  for (int i = 0; i < response.after_size(); ++i) {
    swaps.push_back({{"before", RefJson(response.before(i))}, {"after", RefJson(response.after(i))}});
    if (options.json) continue;
    const v1::StoreRef& after = response.after(i);
    std::cout << after.alias();
    if (after.version() == 0) {
      std::cout << " is no longer served\n";
    } else {
      std::cout << " now serves " << ShownPlace(changes[static_cast<size_t>(i)].second) << ", version "
                << after.version() << "\n";
    }
  }
  if (options.json) std::cout << DumpJson({{"swaps", swaps}, {"milliseconds", response.milliseconds()}}) << "\n";
}

void Swap(const Options& options) {
  if (!options.changes.empty()) return SwapMany(options);
  if (options.store.empty()) throw CLI::RequiredError("--store (the new store), or --set (several aliases at once)");
  const std::string store = AbsoluteStore(options.store);
  const v1::SwapAliasResponse response = Client(options.server, options.timeout).SwapAlias(options.alias, store);
  if (options.json) {
    std::cout << DumpJson({{"alias", options.alias},
                           {"store", ShownPlace(store)},
                           {"before", RefJson(response.before())},
                           {"after", RefJson(response.after())},
                           {"milliseconds", response.milliseconds()}})
              << "\n";
  } else {
    std::cout << options.alias << " now serves " << ShownPlace(store) << ", version " << response.after().version()
              << " (" << response.milliseconds() << " ms)\n";
  }
}

void Load(const Options& options) {
  const std::string store = AbsoluteStore(options.store);
  const v1::LoadResponse response = Client(options.server, options.timeout).Load(store);
  if (options.json) {
    std::cout << DumpJson({{"store", ShownPlace(store)},
                           {"version", response.version()},
                           {"facts", response.facts()},
                           {"milliseconds", response.milliseconds()}})
              << "\n";
  } else {
    std::cout << ShownPlace(store) << " is loaded, version " << response.version() << ", " << response.facts()
              << " facts (" << response.milliseconds() << " ms)\n";
  }
}

void Rollback(const Options& options) {
  const v1::RollbackResponse response = Client(options.server, options.timeout).Rollback(options.alias);
  if (options.json) {
    std::cout << DumpJson({{"alias", options.alias},
                           {"store", response.store()},
                           {"before", RefJson(response.before())},
                           {"after", RefJson(response.after())}})
              << "\n";
  } else {
    std::cout << options.alias << " is back at " << response.store() << ", version " << response.after().version()
              << "\n";
  }
}

void Unload(const Options& options) {
  const Client client(options.server, options.timeout);
  std::string what = options.alias;
  if (options.store.empty()) {
    client.Unload(options.alias);
  } else {
    const std::string store = AbsoluteStore(options.store);
    client.UnloadStore(store);
    what = ShownPlace(store);
  }
  if (options.json) {
    std::cout << DumpJson({{"unloaded", what}}) << "\n";
  } else {
    std::cout << what << (options.store.empty() ? " is no longer served\n" : " is no longer loaded\n");
  }
}

CLI::App* AddCommand(CLI::App& group, const char* name, const char* what, const std::shared_ptr<Options>& options,
                     void (*run)(const Options&)) {
  CLI::App* command = group.add_subcommand(name, what);
  command->add_option("--server", options->server, "HOST:PORT of a running `lethe serve`")
      ->required()
      ->check(AsCheck(CheckServerAddress));
  command->add_option("--timeout", options->timeout, "Seconds to wait")->check(AtLeastZero)->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, run] { run(*options); });
  return command;
}

}  // namespace

void AddAdminCommands(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* group = app.add_subcommand("admin", "Change what a running server serves");
  group->require_subcommand(1);
  AddCommand(*group, "stores", "List aliases with their stores and versions", options, Stores)
      ->footer("Example: lethe admin stores --server 127.0.0.1:7700");
  CLI::App* swap =
      AddCommand(*group, "swap", "Point an alias at another store, without a failed request", options, Swap);
  CLI::Option* alias = swap->add_option("--alias", options->alias, "Alias; a new one is added")->capture_default_str();
  CLI::Option* store =
      swap->add_option("--store", options->store, "Store folder on the server's machine, or postgres://...");
  swap->add_option("--set", options->changes, "ALIAS=STORE, several of them at once; ALIAS= takes the alias out")
      ->excludes(alias)
      ->excludes(store);
  swap->footer(
      "Example: lethe admin swap --server 127.0.0.1:7700 --alias default --store facts-2026.store\n"
      "         lethe admin swap --server 127.0.0.1:7700 --set default=a.store --set hr=b.store");
  CLI::App* load =
      AddCommand(*group, "load", "Open and warm a store, so that the swap to it takes no time", options, Load);
  load->add_option("--store", options->store, "Store folder on the server's machine, or postgres://...")->required();
  load->footer("Example: lethe admin load --server 127.0.0.1:7700 --store facts-2026.store");
  CLI::App* unload = AddCommand(*group, "unload", "Stop serving an alias, or let a loaded store go", options, Unload);
  CLI::Option_group* what = unload->add_option_group("what", "One of these");
  what->add_option("--alias", options->alias, "Alias");
  what->add_option("--store", options->store, "A store that was loaded");
  what->require_option(1);
  unload->footer("Example: lethe admin unload --server 127.0.0.1:7700 --alias hr-2026");
  CLI::App* rollback =
      AddCommand(*group, "rollback", "Point an alias back at the store that it served before", options, Rollback);
  rollback->add_option("--alias", options->alias, "Alias")->capture_default_str();
  rollback->footer("Example: lethe admin rollback --server 127.0.0.1:7700 --alias default");
}

}  // namespace lethe

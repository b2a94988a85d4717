#include "services/cli/commands/admin.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "services/rpc/client.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string server, alias = "default", store;
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
  if (options.json) std::cout << Json{{"stores", std::move(stores)}}.dump() << "\n";
}

void Swap(const Options& options) {
  // The server may run in another folder.
  const std::string store = std::filesystem::absolute(options.store).lexically_normal().string();
  const v1::SwapAliasResponse response = Client(options.server, options.timeout).SwapAlias(options.alias, store);
  if (options.json) {
    std::cout << Json{{"alias", options.alias},
                      {"store", store},
                      {"before", RefJson(response.before())},
                      {"after", RefJson(response.after())},
                      {"milliseconds", response.milliseconds()}}
                     .dump()
              << "\n";
  } else {
    std::cout << options.alias << " now serves " << store << " version " << response.after().version() << " ("
              << response.milliseconds() << " ms)\n";
  }
}

void Unload(const Options& options) {
  Client(options.server, options.timeout).Unload(options.alias);
  if (options.json) {
    std::cout << Json{{"unloaded", options.alias}}.dump() << "\n";
  } else {
    std::cout << options.alias << " is no longer served\n";
  }
}

CLI::App* AddCommand(CLI::App& group, const char* name, const char* what, const std::shared_ptr<Options>& options,
                     void (*run)(const Options&)) {
  CLI::App* command = group.add_subcommand(name, what);
  command->add_option("--server", options->server, "HOST:PORT of a running `lethe serve`")->required();
  command->add_option("--timeout", options->timeout, "Seconds to wait")->capture_default_str();
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
  swap->add_option("--alias", options->alias, "Alias; a new one is added")->capture_default_str();
  swap->add_option("--store", options->store, "Store folder on the server's machine")->required();
  swap->footer("Example: lethe admin swap --server 127.0.0.1:7700 --alias default --store facts-2026.store");
  CLI::App* unload = AddCommand(*group, "unload", "Stop serving an alias", options, Unload);
  unload->add_option("--alias", options->alias, "Alias")->required();
  unload->footer("Example: lethe admin unload --server 127.0.0.1:7700 --alias hr-2026");
}

}  // namespace lethe

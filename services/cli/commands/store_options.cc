#include "services/cli/commands/store_options.h"

#include <nlohmann/json.hpp>

#include "base/config.h"

namespace lethe {

std::string DumpJson(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

StoreConfig StoreConfigOf(const StoreOptions& options) {
  StoreConfig config;
  if (!options.config.empty()) LoadConfig(options.config, config);
  return config;
}

std::unique_ptr<KnowledgeBase> OpenStore(const StoreOptions& options, OpenMode mode) {
  return KnowledgeBase::Open(options.store, StoreConfigOf(options), mode);
}

CLI::App* AddStoreSubcommand(CLI::App& group, const char* name, const char* what, const char* example,
                             StoreOptions& options) {
  CLI::App* app = group.add_subcommand(name, what);
  app->add_option("--store", options.store, "Folder of the store")->required();
  app->add_option("--config", options.config, "Store config (protobuf text of StoreConfig); a store remembers its own");
  app->add_flag("--json", options.json, "Print one JSON object");
  app->footer(example);
  return app;
}

}  // namespace lethe

// What every `lethe store` command takes: the folder, its config, the form of the output.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "proto/retrieval.pb.h"
#include "retriever/knowledge_base.h"

namespace lethe {

struct StoreOptions {
  std::string store;
  std::string config;
  bool json = false;
};

// One line; text that is not UTF-8 is replaced, not refused.
std::string DumpJson(const nlohmann::ordered_json& json);

StoreConfig StoreConfigOf(const StoreOptions& options);
std::unique_ptr<KnowledgeBase> OpenStore(const StoreOptions& options, OpenMode mode);

// A subcommand with the options of every store command.
CLI::App* AddStoreSubcommand(CLI::App& group, const char* name, const char* what, const char* example,
                             StoreOptions& options);

template <typename Command>
CLI::App* AddStoreCommand(CLI::App& group, const char* name, const char* what, const char* example,
                          std::shared_ptr<Command> command, void (*run)(const Command&)) {
  CLI::App* app = AddStoreSubcommand(group, name, what, example, *command);
  app->callback([command, run] { run(*command); });
  return app;
}

}  // namespace lethe

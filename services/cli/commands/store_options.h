// What every `lethe store` command takes: the folder, its config, the form of the output.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "proto/retrieval.pb.h"
#include "retriever/knowledge_base.h"
#include "services/cli/json_text.h"

namespace lethe {

struct StoreOptions {
  std::string store;
  std::string config;
  std::string embedder;
  bool json = false;
};

StoreConfig StoreConfigOf(const StoreOptions& options);
std::unique_ptr<KnowledgeBase> OpenStore(const StoreOptions& options, OpenMode mode);

// After a change: says on standard error which processes opened the store before it and answer from what they read.
void NoteReaders(const StoreOptions& options);

// A subcommand with the options of every store command.
CLI::App* AddStoreSubcommand(CLI::App& group, const char* name, const char* what, const char* example,
                             StoreOptions& options);

// Throws NeedsEngine where the store's embedder cannot be made by this program. For commands that read standard input
// before they open the store: the engine has to find it unread.
void RequireEmbedder(const StoreOptions& options);

// --embedder, for the commands that may make a store.
void AddEmbedderOption(CLI::App& app, StoreOptions& options);

// A subcommand and the values that its options fill, which live as long as it does.
template <typename Command>
struct StoreCommand {
  CLI::App* app;
  Command& values;
};

template <typename Command>
StoreCommand<Command> AddStoreCommand(CLI::App& group, const char* name, const char* what, const char* example,
                                      void (*run)(const Command&)) {
  const auto values = std::make_shared<Command>();
  CLI::App* app = AddStoreSubcommand(group, name, what, example, *values);
  app->callback([values, run] { run(*values); });
  return {app, *values};
}

}  // namespace lethe

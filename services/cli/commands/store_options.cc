#include "services/cli/commands/store_options.h"

#include <iostream>

#include "base/config.h"
#include "retriever/embedders/embedder_folder.h"
#include "retriever/receipts/open_processes.h"
#include "retriever/stores/store_url.h"

namespace lethe {

StoreConfig StoreConfigOf(const StoreOptions& options) {
  StoreConfig config;
  if (!options.config.empty()) LoadConfig(options.config, config);
  if (!options.embedder.empty()) *config.mutable_embedder() = NamedEmbedder(options.embedder);
  return config;
}

std::unique_ptr<KnowledgeBase> OpenStore(const StoreOptions& options, OpenMode mode) {
  return KnowledgeBase::Open(options.store, StoreConfigOf(options), mode);
}

void NoteReaders(const StoreOptions& options) {
  if (IsStoreUrl(options.store)) return;
  const std::string readers = NamesOf(ProcessesHolding(options.store));
  if (readers.empty()) return;
  std::cerr << "note: process " << readers
            << " opened the store before this change and answers from what it read; a server reads it again with "
               "`lethe admin swap --server HOST:PORT --alias ALIAS --store "
            << options.store << "`\n";
}

CLI::App* AddStoreSubcommand(CLI::App& group, const char* name, const char* what, const char* example,
                             StoreOptions& options) {
  CLI::App* app = group.add_subcommand(name, what);
  app->add_option("--store", options.store, "Folder of the store, or postgres://user@host/database?schema=NAME")
      ->required();
  app->add_option("--config", options.config, "Store config (protobuf text of StoreConfig); a store remembers its own");
  app->add_flag("--json", options.json, "Print one JSON object");
  app->footer(example);
  return app;
}

void RequireEmbedder(const StoreOptions& options) {
  RequireEngine(KnowledgeBase::ResolveConfig(options.store, StoreConfigOf(options)).embedder());
}

void AddEmbedderOption(CLI::App& app, StoreOptions& options) {
  app.add_option(
      "--embedder", options.embedder,
      "What a new store embeds with: hashed_ngrams, a BERT folder, or one that `lethe train` made; the store "
      "keeps a copy");
}

}  // namespace lethe

#include "services/cli/commands/store_import.h"

#include <csignal>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "retriever/importer.h"
#include "retriever/importers/import_format.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/usage.h"

namespace lethe {
namespace {

volatile std::sig_atomic_t interrupted = 0;

struct ImportCommand : StoreOptions {
  std::string file;
  ImportOptions import;
  std::vector<std::string> map;
};

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const ImportFormat& format : ImportFormats()) names.emplace_back(format.name);
  return names;
}

std::string FormatHelp() {
  std::string help = "How the file is written (by its name where not given):";
  for (const ImportFormat& format : ImportFormats()) help += StrCat("\n", format.name, ": ", format.what);
  return help;
}

ColumnMap MapOf(const ImportCommand& command) {
  return AsUsage([&command] { return ColumnMap(command.map); });
}

void Print(const ImportResult& result, bool json) {
  const double rate = static_cast<double>(result.facts) / std::max(result.seconds, 1e-9);
  if (json) {
    std::cout << DumpJson({{"facts", result.facts},
                           {"added", result.added},
                           {"unchanged", result.unchanged},
                           {"updated", result.updated},
                           {"changed", result.updated},
                           {"removed", result.removed},
                           {"skipped", result.skipped},
                           {"version", result.version},
                           {"seconds", result.seconds},
                           {"facts_per_s", rate}})
              << "\n";
    return;
  }
  std::cout << result.facts << " facts: " << result.added << " added, " << result.updated << " updated, "
            << result.unchanged << " unchanged, " << result.removed << " removed; " << result.skipped << " skipped; "
            << std::fixed << std::setprecision(1) << result.seconds << " s, " << std::setprecision(0) << rate
            << " facts/s\n";
}

void Import(const ImportCommand& command) {
  RequireEmbedder(command);
  ImportOptions options = command.import;
  options.map = MapOf(command);
  options.interrupted = [] { return interrupted != 0; };
  std::signal(SIGINT, [](int) { interrupted = 1; });
  const ImportResult result = ImportFacts(command.file, options, command.store, StoreConfigOf(command));
  std::signal(SIGINT, SIG_DFL);
  NoteReaders(command);
  Print(result, command.json);
}

}  // namespace

void AddStoreImport(CLI::App& group) {
  const auto [app, command] = AddStoreCommand(
      group, "import", "Put the facts of a file into a store, making it when there is none",
      "Example: lethe store import facts.jsonl --store my-store\n"
      "         lethe store import towns.csv --store my-store --map subject=city,relation==mayor,object=name\n"
      "A line of JSONL: {\"subject\": \"Ann Lee\", \"relation\": \"place of birth\", \"object\": \"Oslo\"}\n"
      "Ctrl-C stops between two batches; the same command again goes on where it stopped.",
      Import);
  app->add_option("file", command.file, "The file, plain or .gz or .zst; - is standard input")->required();
  app->add_option("--format", command.import.format, FormatHelp())->check(CLI::IsMember(FormatNames()));
  app->add_option("--map", command.map,
                  "Columns of a table as field=COL, by name or number from 1; field==text is the same for every row")
      ->delimiter(',');
  app->add_option("--skip-bad", command.import.skip_bad, "Pass over so many wrong facts")->capture_default_str();
  app->add_option("--source", command.import.source,
                  "Source of facts that name none; facts of it that the file does not have (any more) are deleted");
  AddEmbedderOption(*app, command);
  app->add_flag("--keep-vanished", command.import.keep_vanished, "Delete nothing of the source");
}

}  // namespace lethe

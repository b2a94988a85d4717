#include "services/cli/commands/store_import.h"

#include <iomanip>
#include <iostream>

#include "retriever/importer.h"
#include "services/cli/commands/store_options.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct ImportCommand : StoreOptions {
  std::string file;
  ImportOptions import;
};

void Import(const ImportCommand& command) {
  const ImportResult result = ImportFacts(command.file, command.import, command.store, StoreConfigOf(command));
  const double rate = static_cast<double>(result.facts) / std::max(result.seconds, 1e-9);
  if (command.json) {
    std::cout << DumpJson({{"facts", result.facts},
                           {"added", result.added},
                           {"unchanged", result.unchanged},
                           {"updated", result.updated},
                           {"skipped", result.skipped},
                           {"version", result.version},
                           {"seconds", result.seconds},
                           {"facts_per_s", rate}})
              << "\n";
    return;
  }
  std::cout << result.facts << " facts: " << result.added << " added, " << result.updated << " updated, "
            << result.unchanged << " unchanged; " << result.skipped << " lines skipped; " << std::fixed
            << std::setprecision(1) << result.seconds << " s, " << std::setprecision(0) << rate << " facts/s\n";
}

}  // namespace

void AddStoreImport(CLI::App& group) {
  auto command = std::make_shared<ImportCommand>();
  CLI::App* app = AddStoreCommand<ImportCommand>(
      group, "import", "Put the facts of a file into a store, making it when there is none",
      "Example: lethe store import facts.jsonl --store my-store\n"
      "A line: {\"subject\": \"Ann Lee\", \"relation\": \"place of birth\", \"object\": \"Oslo\"}",
      command, Import);
  app->add_option("file", command->file, "JSONL, plain or .gz or .zst; - is standard input")->required();
  app->add_option("--skip-bad", command->import.skip_bad, "Pass over so many wrong lines")->capture_default_str();
  app->add_option("--source", command->import.source, "Source of facts that name none");
}

}  // namespace lethe

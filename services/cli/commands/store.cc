#include "services/cli/commands/store.h"

#include <CLI/CLI.hpp>

#include "services/cli/commands/store_care.h"
#include "services/cli/commands/store_facts.h"
#include "services/cli/commands/store_history.h"
#include "services/cli/commands/store_import.h"
#include "services/cli/commands/store_receipt.h"
#include "services/cli/commands/store_search.h"

namespace lethe {

void AddStoreCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("store", "Import, search, change, check and copy a store of facts");
  group->require_subcommand(1);
  AddStoreImport(*group);
  AddStoreSearch(*group);
  AddStoreFacts(*group);
  AddStoreCare(*group);
  AddStoreHistory(*group);
  AddStoreReceipt(*group);
}

}  // namespace lethe

// `lethe store`: the parent of all commands about stores; one source a group of them (store_*.cc).
//
// Each command opens the store itself; search, get, stats, export, verify, versions and contradictions open it for
// reading, also beside a server that holds it. Results go to stdout, one JSON object with --json.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddStoreCommands(CLI::App& app);

}  // namespace lethe
